/** Settings and requests of docs/queues.md as they are written there: a gateway takes them. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { queueSettings } from '../../src/core/queueSettings';
import { Stage } from '../support/stage';

const PAGE = readFileSync('docs/queues.md', 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string);

describe('docs/queues.md', () => {
  it('has settings of queues that the mapping takes', () => {
    const settings = blocks('yaml').flatMap((text) => Object.values(parse(text).queues ?? {}));
    expect(settings.length).to.be.greaterThan(1);
    for (const one of settings) expect(() => queueSettings.parse(one), JSON.stringify(one)).not.to.throw();
  });

  it('has requests about entries that are taken', async () => {
    const stage = await Stage.open();
    try {
      await stage.queued();
      const joined = await stage.house.world.waitFor(() => stage.program.of('queue.joined')[0]);
      const { id } = joined.data as { id: string };
      const requests = [...PAGE.matchAll(/```\nPOST (\S+\/entries\/)\S+(\/\w+)\n([^`]*)```/g)];
      expect(requests.map(([, , verb]) => verb)).to.deep.equal([
        '/set_priority',
        '/move_to_front',
        '/remove',
        '/set_skills',
      ]);
      // Who was removed is nobody's to change any more.
      const removing = (verb = ''): number => Number(verb === '/remove');
      for (const [, path = '', verb = '', body = ''] of requests.sort(
        ([, , a], [, , b]) => removing(a) - removing(b),
      )) {
        const reply = await stage.send({
          method: 'POST',
          path: `${path}${id}${verb}`,
          key: stage.keys.owner ?? '',
          body,
        });
        expect(reply.status, reply.text).to.equal(200);
      }
    } finally {
      await stage.close();
    }
  });
});
