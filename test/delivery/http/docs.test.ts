/** The page of the API: everything is on it, nothing comes from elsewhere, and no name can become markup. */
import { expect } from 'chai';
import type { Document } from '../../../src/delivery/http/docs/document';
import { html, inline } from '../../../src/delivery/http/docs/html';
import { docsPage } from '../../../src/delivery/http/docs/page';
import { operationsOf } from '../../support/docs/examples';
import { MemoryServer } from '../../support/memoryServer';

const HOSTILE = '</code><script>alert("1")</script>';

describe('the page of the API', () => {
  let server: MemoryServer;
  let text: string;
  before(async () => {
    server = new MemoryServer();
    text = (await server.send({ path: '/docs' })).text;
  });
  after(() => server.end());

  it('has every operation and every schema of the document, each once', async () => {
    const { json } = await server.send({ path: '/openapi.json' });
    const ids = operationsOf(json).map(({ id }) => id);
    const schemas = Object.keys(json.components.schemas).map((name) => `schema-${name}`);
    for (const id of [...ids, ...schemas]) expect(text.split(` id="${id}"`), id).to.have.length(2);
  });

  it('leads nowhere that is not there', () => {
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).to.be.greaterThan(50);
    for (const id of links) expect([...ids], id).to.include(id);
  });

  it('may load its own style and nothing else', async () => {
    const { headers } = await server.send({ path: '/docs' });
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(headers['content-security-policy'])
      .to.contain("default-src 'none'; style-src 'self'")
      .and.not.to.contain('unsafe');
    expect(text).not.to.match(/<script|<style|<img|<iframe|<[^>]* on[a-z]+=|<[^>]* style=/);
    expect(text).not.to.match(/<[^>]* (?:src|href)="(?!#|\/|data:)/);
    const style = await server.send({ path: '/docs/style.css' });
    expect(style.headers['content-type']).to.equal('text/css; charset=utf-8');
    expect(style.text).not.to.match(/@import|url\(/);
  });

  it('shows what a schema says as text', () => {
    const operation = { operationId: 'x', tags: ['t'], summary: HOSTILE, security: [], responses: {} };
    const document: Document = {
      info: { title: HOSTILE, version: HOSTILE, description: HOSTILE },
      tags: [{ name: 't', description: HOSTILE }],
      paths: { [`/${HOSTILE}`]: { get: operation } },
      components: {
        schemas: { S: { type: 'object', properties: { [HOSTILE]: { pattern: HOSTILE, enum: [HOSTILE] } } } },
      },
    };
    expect(docsPage(document, { style: '/s', source: '/d' })).not.to.contain('<script');
    expect(html`<p title="${'"'}">${"<&'"}</p>`.text).to.equal('<p title="&quot;">&lt;&amp;&#39;</p>');
    expect(inline('a `b<` c').text).to.equal('a <code>b&lt;</code> c');
  });
});
