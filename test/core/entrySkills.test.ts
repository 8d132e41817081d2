import { expect } from 'chai';
import { decideRelax } from '../../src/core/entryControl';
import { asking, askingAnew, askingFor, entryDeadlines } from '../../src/core/entrySkills';
import { type Entry, standing } from '../../src/core/queue';
import { queueSettings } from '../../src/core/queueSettings';
import { relaxed } from '../../src/core/skills';

const settings = (some: object) => queueSettings.parse(some);
const entry = (some: Partial<Entry> = {}): Entry => ({
  ...{ id: `en_${'0'.repeat(32)}`, queue: 'sales', state: 'waiting', transaction: `tr_${'0'.repeat(32)}` },
  ...{ routingPoint: 'main', priority: 0, arrivedAt: 1_000, returns: 0 },
  ...some,
});

describe('what an entry asks for', () => {
  it('is what queue, attributes and treatment ask, the later one of the same skill', () => {
    const queue = settings({
      skills: {
        required: { sales: 1, spanish: 1 },
        preferred: { gold: 1 },
        minLevel: 3,
        byAttribute: { language: { es: { required: { spanish: 2 } } }, tier: { '3': { minLevel: 9 } }, no: { x: {} } },
      },
    });
    const of = { required: { sales: 5 }, preferred: { car: 1 } };
    const attributes = { language: 'es', tier: 3, other: 'es', constructor: 'x', no: { x: 1 } };
    expect(asking(queue, { of, attributes }, 0).skills).to.deep.equal({
      required: { sales: 5, spanish: 2 },
      preferred: { gold: 1, car: 1 },
      minLevel: 9,
    });
  });

  it('is nothing where nobody asks, and then time relaxes nothing', () => {
    const none = asking(settings({ relax: [{ afterSeconds: 5, lowerBy: 1 }] }), { of: {}, attributes: {} }, 0);
    expect(none).to.deep.equal({ own: {} });
    expect(asking(settings({}), { of: undefined, attributes: {} }, 0)).to.deep.equal({});
  });

  it('is less with each step: levels to 1, dropped skills are preferred, the level in the queue only where it was asked', () => {
    const wanted = { required: { a: 3, b: 1 }, preferred: { c: 2 } };
    expect(relaxed(wanted, { lowerBy: 2, minLevel: 1 })).to.deep.equal({ ...wanted, required: { a: 1, b: 1 } });
    expect(relaxed({ ...wanted, minLevel: 5 }, { drop: ['a', 'x'], minLevel: 7 })).to.deep.equal({
      required: { b: 1 },
      preferred: { a: 3, c: 2 },
      minLevel: 5,
    });
    expect(relaxed({ ...wanted, minLevel: 5 }, { minLevel: 2 }).minLevel).to.equal(2);
  });

  it('has one step due at a time; what was missed is taken together', () => {
    const queue = settings({
      skills: { required: { a: 9 } },
      relax: [2, 4, 6].map((afterSeconds) => ({ afterSeconds, lowerBy: 1 })),
    });
    const fresh = entry(asking(queue, { of: undefined, attributes: {} }, 1_000));
    expect(entryDeadlines(fresh)).to.deep.equal([{ name: 'relax', at: 3_000 }]);
    const [draft] = decideRelax(fresh, 3_000, { now: 5_500 }).drafts;
    const after = draft?.data as Entry;
    expect(after).to.deep.include({ skills: { required: { a: 7 }, preferred: {} }, relaxed: 2 });
    expect(entryDeadlines(after)).to.deep.equal([{ name: 'relax', at: 7_000 }]);
    expect(decideRelax(after, 3_000, { now: 9_000 }).drafts).to.deep.equal([]);
    expect(entryDeadlines({ ...after, endedAt: 6_000 })).to.deep.equal([]);
  });

  it('follows attributes with the steps that time has taken, and no more once it was said by command', () => {
    const queue = settings({
      skills: { byAttribute: { language: { es: { required: { spanish: 3 } }, fr: { required: { french: 3 } } } } },
      relax: [{ afterSeconds: 10, lowerBy: 1 }],
    });
    const fresh = entry(asking(queue, { of: undefined, attributes: { language: 'es' } }, 1_000));
    const anew = askingAnew(fresh, queue, { language: 'fr' }, 20_000) as Entry;
    expect(anew).to.deep.include({ skills: { required: { french: 2 }, preferred: {} }, relaxed: 1 });
    expect(askingAnew(fresh, queue, { language: 'es', more: 1 }, 20_000)).to.equal(undefined);
    const said = askingFor(anew, { required: { german: 5 } }, {}, 20_000);
    expect(said).to.deep.include({ skills: { required: { german: 4 }, preferred: {} }, skillsSet: true });
    expect(askingAnew(said, queue, { language: 'es' }, 20_000)).to.equal(undefined);
    expect(askingFor(said, {}, {}, 20_000).skills).to.deep.equal({ required: {}, preferred: {} });
  });

  it('is asked of later steps, too, when it asks for something only while it waits', () => {
    const queue = settings({
      skills: { byAttribute: { language: { es: { required: { spanish: 3 } } } } },
      relax: [{ afterSeconds: 10, lowerBy: 1 }],
    });
    const fresh = entry(asking(queue, { of: undefined, attributes: {} }, 1_000));
    const anew = askingAnew(fresh, queue, { language: 'es' }, 5_000) as Entry;
    expect(anew.skills?.required).to.deep.equal({ spanish: 3 });
    expect(entryDeadlines(anew)).to.deep.equal([{ name: 'relax', at: 11_000 }]);
    const said = askingFor(fresh, { required: { a: 2 } }, queue, 5_000);
    expect(entryDeadlines(said)).to.deep.equal([{ name: 'relax', at: 11_000 }]);
    expect(askingFor(fresh, { required: { a: 2 } }, queue, 15_000).skills?.required).to.deep.equal({ a: 1 });
    expect(entryDeadlines(askingFor(fresh, { required: { a: 2 } }, {}, 5_000))).to.deep.equal([]);
  });
});

describe('the place of an entry', () => {
  it('is by priority, then arrival; with aging a step of priority is worth a time', () => {
    expect(standing(entry({ priority: 3 }))).to.deep.equal({ priority: 3, arrival: 1_000 });
    expect(standing(entry({ priority: 3, agingMs: 500 }))).to.deep.equal({ priority: 0, arrival: -500 });
  });
});
