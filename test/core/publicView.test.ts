import { expect } from 'chai';
import { z } from 'zod';
import { inner, time } from '../../src/core/fields';
import { KINDS, publicView } from '../../src/core/kinds';
import { publicSchema, viewOf } from '../../src/core/publicView';

const schema = z.object({
  id: z.string(),
  at: time,
  later: time.optional(),
  hash: inner(z.string()),
  hint: inner(z.string().optional()),
  items: z.array(z.object({ at: time, note: inner(z.string()) })),
  free: z.record(z.string(), z.json()),
});
const value = {
  id: 'x',
  at: 0,
  hash: 'secret',
  hint: 'secret',
  items: [{ at: 1000, note: 'secret' }],
  free: { at: 5 },
  extra: 'secret',
};

describe('the public view', () => {
  it('leaves out private fields and what the schema does not name, and shows times as ISO 8601', () => {
    expect(viewOf(schema)(value)).to.deep.equal({
      id: 'x',
      at: '1970-01-01T00:00:00.000Z',
      items: [{ at: '1970-01-01T00:00:01.000Z' }],
      free: { at: 5 },
    });
  });

  it('has a schema that its values fit', () => {
    expect(publicSchema(schema).safeParse(viewOf(schema)(value)).success).to.equal(true);
  });

  it('never shows the hash of a key', () => {
    const key = { id: 'ke_1', name: 'n', role: 'owner', hash: 'abc', source: 'made', createdAt: 0 };
    expect(JSON.stringify(publicView('key', key))).not.to.include('abc');
  });

  it('refuses a kind that is not in the table', () => {
    expect(() => publicView('nothing', {})).to.throw('no such kind');
    expect(Object.keys(KINDS)).to.include('call');
  });
});
