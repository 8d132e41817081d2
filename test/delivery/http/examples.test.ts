/** Every example of the API works on a gateway as it is written, and the answer is what the document shows. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { documentOf, type Operation, operationsOf, play } from '../../support/docs/examples';
import { Schemas } from '../../support/docs/schemas';
import { Stage } from '../../support/stage';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

const RECORD = 'run `make docs` to record it';

/** The fields of a value and what is in them; lists by their first item. */
function shapeOf(value: Json): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'list' : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shapeOf(inside)]));
}

describe('the examples of the API', () => {
  let document: Json;
  let schemas: Schemas;
  let operations: Operation[];
  before(async () => {
    const stage = await Stage.open();
    document = await documentOf(stage);
    await stage.close();
    schemas = new Schemas(document);
    operations = operationsOf(document);
  });

  it('are in a document that an independent validator accepts', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).to.equal(undefined);
    expect(valid).to.equal(true);
  });

  it('are there for every body, and fit its schema', () => {
    for (const { id, path, method, spec } of operations) {
      const content = spec.requestBody?.content['application/json'];
      if (!content) continue;
      const { example } = content.examples ?? {};
      expect(example, `${id}: its route needs an example`).to.have.property('value');
      const at = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'];
      expect(schemas.flaws(at, known(example.value)), `${id}: the example of its route`).to.deep.equal([]);
    }
  });

  it('show every path, and every answer that holds something', () => {
    for (const { id, spec } of operations) {
      for (const { name, in: where, schema } of spec.parameters ?? [])
        if (where === 'path') expect(schema.examples, `${id} {${name}}: ${RECORD}`).to.have.length(1);
      const [content] = Object.values<Json>(answerOf(spec).content ?? {});
      if (content) expect(content, `${id}: ${RECORD}`).to.have.property('example');
    }
  });

  it('describe who may, what it does and each parameter', () => {
    for (const { id, spec } of operations) {
      expect(spec.summary, id).to.match(/\.$/);
      expect(spec.description, id).to.match(/Roles: |No key is needed/);
      for (const { name, schema, description } of spec.parameters ?? [])
        expect(description ?? schema.description, `${id} ${name}`).to.be.a('string');
      const roles = spec.security.map(({ key }: Json) => key[0]);
      if (roles.length > 0) expect(spec.description, id).to.contain(`Roles: ${roles.join(', ')}.`);
      expect(
        document.tags.map((tag: Json) => tag.name),
        id,
      ).to.include(spec.tags[0]);
      expect(document.tags.find((tag: Json) => tag.name === spec.tags[0]).description, spec.tags[0]).to.be.a('string');
    }
  });

  it('name the bodies that one operation alone takes', () => {
    const names = Object.keys(document.components.schemas);
    expect(names).to.include.members([
      'CallRouteBody',
      'CallOriginateBody',
      'KeyPage',
      'CallPage',
      'TenantsCreateBody',
    ]);
  });

  // Each in a gateway of its own: some of them change what the next would find.
  it('are accepted by a gateway, whose answers fit the document', async () => {
    for (const operation of operations) await tried(operation, operations, schemas);
  }).timeout(300_000);
});

const PARTY = `pa_${'0'.repeat(32)}`;
/** The example with what only its scene knows. */
const known = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll('{party}', PARTY));
const answerOf = (spec: Json): Json => spec.responses[statusOf(spec)];
const statusOf = (spec: Json): string => Object.keys(spec.responses).find((status) => Number(status) < 300) ?? '';

async function tried(operation: Operation, operations: Operation[], schemas: Schemas): Promise<void> {
  const { id, method, path, spec } = operation;
  const { reply } = await play(operation, operations);
  const status = statusOf(spec);
  expect(String(reply.status), `${id}: ${reply.text}`).to.equal(status);
  const [[type, content] = []] = Object.entries<Json>(answerOf(spec).content ?? {});
  if (type === undefined) {
    expect(reply.text, id).to.equal('');
    return;
  }
  expect(reply.headers['content-type'], id).to.equal(type);
  if (type !== 'application/json') return;
  const at = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
  expect(schemas.flaws(at, reply.json), `${id}: the answer`).to.deep.equal([]);
  expect(schemas.flaws(at, content.example), `${id}: the recorded answer`).to.deep.equal([]);
  const shown = id === 'openapi.get' ? { openapi: reply.json.openapi, info: { title: 'Signalbox' } } : reply.json;
  expect(shapeOf(content.example), `${id}: ${RECORD}`).to.deep.equal(shapeOf(shown));
}
