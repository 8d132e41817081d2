/** When an agent works, in words. */
import { expect } from 'chai';
import { agent, bookingsOf, dutyText, hoursText } from '../../src/cli/commands/agentTable';

const weekly = [
  { days: ['mon', 'tue'], from: '08:00', to: '12:00' },
  { days: ['fri'], from: '10:00', to: '14:00' },
];
const away = { from: '2030-07-15T00:00:00.000Z', until: '2030-07-29T00:00:00.000Z', works: false };
const anna = agent.parse({
  ...{ id: 'anna', name: 'Anna', state: 'ready', queues: {}, voice: { state: 'idle' } },
  ...{ duty: { on: false, reason: 'offHours', until: '2030-07-01T06:00:00.000Z' } },
  work: { bookings: [{ ...away, reason: 'holidays' }] },
  bookings: [{ ...away, id: 'bo_1', works: true, by: 'user:us_1' }],
});

describe('the words about when an agent works', () => {
  it('are of its hours, with how many exceptions they have', () => {
    const hours = { zone: 'Europe/Berlin', weekly };
    expect(hoursText({ ...hours, exceptions: [] })).to.equal('mon,tue 08:00-12:00; fri 10:00-14:00 Europe/Berlin');
    expect(hoursText({ zone: 'UTC', weekly: [], exceptions: [{}] })).to.equal('never UTC, 1 exceptions');
  });

  it('are of what they come to now', () => {
    expect(dutyText(anna)).to.equal('offHours until 2030-07-01T06:00:00.000Z');
    expect(dutyText({ ...anna, duty: undefined })).to.equal(undefined);
  });

  it('have bookings of the mapping before those by command, which count before them', () => {
    expect(bookingsOf(anna).map(({ by, works }) => [by, works])).to.deep.equal([
      ['mapping', false],
      ['user:us_1', true],
    ]);
  });
});
