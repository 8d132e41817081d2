import { expect } from 'chai';
import { type Envelope, lineOf } from '../../src/cli/line';

const CALL = { venue: 'sales', ani: '+49301234567', dnis: '100' };
const event = (type: string, data: object = {}, more: Partial<Envelope> = {}): Envelope => ({
  type,
  subject: `call/ca_${'0'.repeat(26)}00f2c1`,
  time: '2026-01-05T09:00:01.250Z',
  sequence: 42,
  data: { ...CALL, ...data },
  ...more,
});
/** The columns of a line. */
const columns = (line: string): string[] => line.split(/ {2,}/);

describe('a line of the feed', () => {
  it('shows when, what, which call, where, who calls whom and why', () => {
    const offer = { cause: 'arrived', replyBy: '2026-01-05T09:00:06.250Z' };
    expect(columns(lineOf(event('call.offered', { offer })))).to.deep.equal([
      '09:00:01.250',
      '#42',
      'call.offered',
      'call …00f2c1',
      'sales',
      '+49301234567 -> 100',
      'arrived by 09:00:06',
    ]);
  });

  for (const [type, data, reason] of [
    [
      'call.routed',
      { plan: { by: 'default', reason: 'reply_late', treatments: [{ do: 'announce' }, { do: 'connect' }] } },
      'default reply_late announce,connect',
    ],
    [
      'call.routed',
      {
        plan: {
          by: 'application',
          step: 1,
          treatments: [{ do: 'announce' }, { do: 'connect', to: { endpoint: 'SIM/1' } }],
        },
      },
      'application announce,[connect SIM/1]',
    ],
    ['call.route_failed', { failure: { reason: 'busy', destination: 'PJSIP/a1' } }, 'busy PJSIP/a1'],
    ['call.treated', { step: { do: 'collect' } }, 'collect'],
    ['call.digits_collected', { digits: { digits: '4711' } }, '4711'],
    ['call.cleared', { cause: 'normal', by: 'remote' }, 'normal by remote'],
    ['call.ringing', { party: 'pa_2', parties: [{ id: 'pa_1' }, { id: 'pa_2', endpoint: 'SIM/1' }] }, 'SIM/1'],
    ['call.answered', { party: 'pa_1', parties: [{ id: 'pa_1', role: 'customer' }] }, 'customer'],
    ['link.lost', { reason: 'no answer' }, 'no answer'],
  ] as const)
    it(`says what matters about ${type}`, () => {
      expect(columns(lineOf(event(type, data))).at(-1)).to.equal(reason);
    });

  it('makes do with what is there', () => {
    expect(lineOf({ type: 'stream.truncated' })).to.match(/^ +stream\.truncated$/);
    expect(
      columns(lineOf(event('application.attached', {}, { subject: 'application/router', data: {} }))),
    ).to.deep.equal(['09:00:01.250', '#42', 'application.attached', 'application/router']);
    expect(columns(lineOf(event('call.ringing', { ani: '' })))).to.include('? -> 100');
  });

  it('lets no caller command the terminal', () => {
    const line = lineOf(event('call.offered', { ani: '\u001b[2J\u009b31m\u202e\r\nx' }));
    expect(line).to.contain('?[2J?31m???x -> 100');
    expect(line).not.to.match(/[\p{Cc}\p{Cf}]/u);
  });
});
