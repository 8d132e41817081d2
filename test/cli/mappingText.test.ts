/** What the gateway says of mappings, as people read it. */
import { expect } from 'chai';
import { printDifference, showVersion } from '../../src/cli/mappingText';
import { printTrial } from '../../src/cli/trialText';
import { MemoryIo } from '../support/memoryIo';

describe('mappings in words', () => {
  let io: MemoryIo;
  beforeEach(() => {
    io = new MemoryIo();
  });
  const version = { version: 7, appliedAt: '2026-01-05T09:00:00Z', source: 'api', author: 'key:admin' };
  const file = { file: './mappings', since: '2026-01-05T09:00:00Z', flaws: [], changes: [] };

  it('name who applied the version in force, and the file that is not in force, with what is wrong', () => {
    const flaws = [{ path: '/tenants/acme/name', message: 'is missing', line: 3, file: 'mappings/acme.yaml' }];
    showVersion({ ...version, pendingFile: { ...file, problem: 'broken', flaws } }, {}, io);
    expect(io.printed.join('\n'))
      .to.match(/version +7\n/)
      .and.to.match(/by +key:admin\n/);
    expect(io.printed.slice(-2)).to.deep.equal([
      './mappings is not in force: it has flaws',
      '  mappings/acme.yaml:3 /tenants/acme/name: is missing',
    ]);
  });

  it('say what a file would change that waits because both were changed', () => {
    const changes = ['/tenants/acme/name changed'];
    showVersion({ ...version, pendingFile: { ...file, problem: 'conflict', changes } }, {}, io);
    expect(io.printed.slice(-2)).to.deep.equal([
      './mappings is not in force: the mapping was changed meanwhile, too',
      '  would be changed: /tenants/acme/name changed',
    ]);
  });

  it('show both sides of what is another one, and what follows', () => {
    const changes = [
      { path: '/a', change: 'added', before: null, after: { much: 1 } },
      { path: '/b', change: 'changed', before: 'x', after: 'y' },
    ];
    const seen = printDifference({ changes, consequences: [{ about: 'link', words: 'a link is cut' }] }, {}, io);
    expect(seen).to.deep.equal({ changes: 2 });
    expect(io.printed).to.deep.equal(['/a added', '/b changed: "x" -> "y"', '-> a link is cut']);
  });

  it('say who takes a call and why, who comes after, who does not fit, and what may have been meant', () => {
    const application = { name: 'concierge', kind: 'feed', shared: true };
    const near = { tenant: 'globex', venue: 'night' };
    printTrial(
      {
        outcome: 'venue',
        venue: { tenant: 'acme', venue: 'hotline', application, by: ['dnis', 'trunk'] },
        customerNumber: '+4930123456',
        trunk: 'isdn',
        lost: [{ ...near, by: ['dnis'], reason: 'fewer keys' }],
        missed: [{ ...near, keys: ['context'], reason: 'context a, not b' }],
        hints: [],
      },
      io,
    );
    expect(io.printed).to.deep.equal([
      'tenant acme, venue hotline, shared application concierge (feed); decided by dnis, trunk',
      'the caller is +4930123456, as trunk isdn reads it',
      'globex/night fits, too (dnis), and comes after: fewer keys',
      'globex/night does not fit: context a, not b',
    ]);
  });
});
