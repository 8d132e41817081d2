/** A gateway that is stopped while it starts: whatever step it is at, it ends, and nothing of it is left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../src/config';
import { gateway } from '../src/gateway';
import { EmbeddedStore } from '../src/store/embedded/embeddedStore';

describe('a gateway that is stopped while it starts', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-stop-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const ms of [0, 100, 200, 250, 300, 400, 600])
    it(`for ${ms} ms is either up or not, and then down, and its folder is free`, async () => {
      const env = { SIGNALBOX_DATA: folder, SIGNALBOX_PORT: '0', SIGNALBOX_LOG_LEVEL: 'error' };
      const one = gateway(
        readConfig(env, () => {}),
        env,
      );
      const started = one.start().then(
        () => 'up',
        (error: Error) => error.message,
      );
      await new Promise((resolve) => setTimeout(resolve, ms));
      await one.stop();
      expect(await started).to.match(/^up$|stopped while it started|the store is (not open|closed)/);
      const next = new EmbeddedStore(folder);
      await next.open();
      await next.close();
    });
});
