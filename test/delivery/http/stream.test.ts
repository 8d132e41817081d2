/** Long answers: whole, in pieces between which others have their turn, and not kept for who does not take them. */
import { once } from 'node:events';
import { expect } from 'chai';
import { TRANSACTION_ID } from '../../support/fakeApi';
import { settled, until } from '../../support/manualClock';
import { MemoryServer } from '../../support/memoryServer';

const PATH = `/v1/tenants/acme/transactions/${TRANSACTION_ID}`;

describe('a long answer', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  /** The events of the transaction, page by page; says how far they were read and who has gone. */
  const give = (pages: readonly (readonly unknown[])[], fail = false) => {
    const state = { read: 0, over: false, gone: undefined as AbortSignal | undefined };
    const events = async function* () {
      try {
        for (const page of pages) {
          state.read += 1;
          yield page;
        }
        if (fail) throw new Error('the store is away');
      } finally {
        state.over = true;
      }
    };
    server.api.queries.transaction = async (_principal, _tenant, id, gone) => {
      state.gone = gone;
      return { head: { id, calls: [] }, events: events() };
    };
    return state;
  };
  const big = (n: number) => [{ n, text: 'ü'.repeat(40_000) }];

  it('is one JSON text, however many pages there are, empty ones too', async () => {
    for (const pages of [[], [[]], [[{ n: 1 }]], [[], [{ n: 1 }, { n: 2 }], [], [{ n: 3 }]]]) {
      const state = give(pages);
      const { status, headers, json } = await server.send({ path: PATH, key: 'secret-owner' });
      expect([status, headers['content-type']]).to.deep.equal([200, 'application/json']);
      expect(json).to.deep.equal({ id: TRANSACTION_ID, calls: [], events: pages.flat() });
      expect(state.gone?.aborted).to.equal(true);
    }
  });

  it('lets others have their turn after each piece', async () => {
    const state = give([1, 2, 3, 4, 5, 6].map(big));
    const answer = server.send({ path: PATH, key: 'secret-owner' });
    for (const read of [2, 4, 6]) {
      await until(() => state.read === read, `${read} pages are read`);
      await settled();
      expect(state.read).to.equal(read);
      server.clock.advance(0);
    }
    expect((await answer).json.events).to.have.lengthOf(6);
  });

  it('is cut in the middle when it breaks there, so that nobody takes it for whole', async () => {
    const state = give([[{ n: 1 }]], true);
    const failed = server.send({ path: PATH, key: 'secret-owner' }).then(
      () => 'whole',
      (error: Error) => error.message,
    );
    expect(await failed).to.match(/aborted|socket hang up/);
    expect(state.gone?.aborted).to.equal(true);
  });

  it('is read no further than it is taken, and given up when nobody takes it for 30 s', async () => {
    const state = give(Array.from({ length: 100 }, (_, n) => big(n)));
    const client = server.connect();
    client.write(`GET ${PATH} HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer secret-owner\r\n\r\n`);
    // Nobody reads: what fits between the two ends is written, and no more.
    for (let turn = 0; turn < 20; turn += 1) {
      await settled();
      server.clock.advance(0);
    }
    const { read } = state;
    expect(read).to.be.within(2, 10);
    server.clock.advance(29_999);
    await settled();
    expect([state.read, state.over]).to.deep.equal([read, false]);
    server.clock.advance(1);
    await Promise.all([once(client, 'close'), until(() => state.over, 'it is given up')]);
    expect(state.gone?.aborted).to.equal(true);
  });
});
