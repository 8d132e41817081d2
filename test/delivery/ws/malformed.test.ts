import { expect } from 'chai';
import { between, stream } from '../../../connectors/simulator/random';
import { CALL_ID } from '../../support/fakeApi';
import { anyText, anyValue } from '../../support/malformed';
import { until } from '../../support/manualClock';
import { type FeedClient, MemoryServer } from '../../support/memoryServer';

/** So many must have been refused; what happens to be right is not counted. */
const REFUSED = 1_000;

describe('malformed frames', () => {
  it(`get a reply or a close with the reason, until ${REFUSED} were refused`, async () => {
    const server = new MemoryServer();
    const random = stream(20_260_105, 'ws');
    const ended = new Map<number | string, number>();
    let client: FeedClient | undefined;
    let refused = 0;
    for (let i = 0; refused < REFUSED; i++) {
      expect(i, 'most are wrong').to.be.below(3 * REFUSED);
      const asHello = random() < 0.3;
      if (asHello) client?.ws.terminate();
      if (asHello || !client || client.closed || client.ws.readyState !== client.ws.OPEN) {
        client = asHello ? server.client() : await server.subscribed();
        await client.opened();
      }
      const frame = frameOf(asHello);
      client.ws.send(frame, { binary: random() < 0.05 });
      const outcome = await outcomeOf(client, `frame ${i}: ${frame.toString().slice(0, 300)}`);
      ended.set(outcome, (ended.get(outcome) ?? 0) + 1);
      if (outcome !== 'welcome' && outcome !== 'reply 200') refused += 1;
    }
    expect([...ended.keys()], 'of every kind').to.include.members([4400, 'reply 200', 'reply 400', 'welcome']);
    expect(server.logged.filter(([level]) => level === 'error')).to.deep.equal([]);
    await server.end();

    function frameOf(asHello: boolean): Buffer {
      const data = random() < 0.5 ? { call: CALL_ID, ...(anyValue(random) as object) } : anyValue(random);
      const types = Object.keys(server.api.commands.definitions);
      const type = asHello ? 'hello' : types[between(random, 0, types.length - 1)];
      const whole = asHello ? { type, data: random() < 0.2 ? {} : data } : { id: 'c1', type, data };
      return anyText(random, random() < 0.8 ? whole : anyValue(random));
    }
  }).timeout(30_000);
});

/** What came of a frame; fails when it is a defect or nothing at all. */
async function outcomeOf(client: FeedClient, what: string): Promise<number | string> {
  const frame = await until(() => client.closed ?? client.frames.shift(), what);
  if ('code' in frame && 'reason' in frame && !('type' in frame)) {
    expect(frame.code, what).to.equal(4400);
    expect(frame.reason, what).to.match(/^request\.(invalid|malformed|too_large): ./);
    return frame.code as number;
  }
  const { type, status } = frame as { type: string; status?: number };
  if (status !== undefined) expect(status, what).to.be.below(500);
  if (status === 400) expect(JSON.stringify(frame), 'the place').to.match(/"(detail|path)":"/);
  return status === undefined ? type : `${type} ${status}`;
}
