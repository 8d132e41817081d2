/** Every page of the documentation is reached from the README, and no link leads to what is not there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

const ROOT = path.join(__dirname, '../..');
const START = 'README.md';
/** Written for whoever looks at that folder. */
const BESIDE = ['CHANGELOG.md', 'examples/typed-client/README.md'];

const markdown = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return markdown(at);
    return at.endsWith('.md') ? [at] : [];
  });

/** Links of a page to files of the repository, as path and anchor; code is no link. */
function linksOf(page: string): [file: string, anchor: string | undefined][] {
  const text = readFileSync(path.join(ROOT, page), 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return [file === '' ? page : path.normalize(path.join(path.dirname(page), file)), anchor];
    });
}

/** Anchors of the headings, as they are made for pages on the web. */
const anchorsOf = (page: string): string[] =>
  [...readFileSync(path.join(ROOT, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

describe('the documentation', () => {
  const pages = [START, ...BESIDE, ...markdown('docs')];

  it('has no link that leads nowhere', () => {
    for (const page of pages)
      for (const [file, anchor] of linksOf(page)) {
        expect(existsSync(path.join(ROOT, file)), `${page} links to ${file}`).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(file), `${page} links to ${file}#${anchor}`).to.include(anchor);
      }
  });

  it('has no page that the README does not lead to', () => {
    const reached = new Set([START]);
    for (const page of reached)
      for (const [file] of linksOf(page)) {
        // A folder that is linked shows what is in it.
        const there = statSync(path.join(ROOT, file)).isDirectory() ? markdown(file) : [file];
        for (const one of there) if (one.endsWith('.md')) reached.add(one);
      }
    expect(markdown('docs').filter((page) => !reached.has(page))).to.deep.equal([]);
  });
});
