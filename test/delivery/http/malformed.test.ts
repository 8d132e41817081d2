import { expect } from 'chai';
import { stream } from '../../../connectors/simulator/random';
import { ERRORS, type ErrorCode } from '../../../src/core/errors';
import { problemSchema } from '../../../src/delivery/http/problems';
import { PRINCIPALS } from '../../support/fakeApi';
import { malformedRequest } from '../../support/malformed';
import { MemoryServer } from '../../support/memoryServer';

/** So many must have been refused; what happens to be right is not counted. */
const REFUSED = 1_000;

describe('malformed requests', () => {
  it(`get a clear answer, until ${REFUSED} were refused`, async () => {
    const server = new MemoryServer();
    const { json: document } = await server.send({ path: '/openapi.json' });
    const paths = Object.keys(document.paths).map((path) => path.replace('{tenant}', 'acme').replace('{id}', 'ca_1'));
    const random = stream(20_260_105, 'http');
    const keys = [...Object.keys(PRINCIPALS), 'nobody'];
    const statuses = new Map<number, number>();
    let refused = 0;
    for (let i = 0; refused < REFUSED; i++) {
      expect(i, 'most are wrong').to.be.below(2 * REFUSED);
      const request = malformedRequest(random, paths);
      const key = keys[Math.floor(random() ** 3 * keys.length)] as string;
      const { status, json, headers } = await server.send({ ...request, key });
      const what = `request ${i}: ${request.method} ${request.path} ${request.body?.toString().slice(0, 300)}`;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status, what).to.be.below(500);
      if (status < 400) continue;
      refused += 1;
      expect(headers['content-type'], what).to.equal('application/problem+json');
      if (request.method === 'HEAD') continue;
      const problem = problemSchema.parse(json);
      expect(ERRORS[problem.code as ErrorCode].status, what).to.equal(status);
      if (status === 400) expect(problem.detail ?? problem.errors?.[0]?.path, what).to.be.a('string');
    }
    expect([...statuses.keys()], 'of every kind').to.include.members([200, 400, 401, 403, 404, 405, 413, 415]);
    expect(server.logged.filter(([level]) => level === 'error')).to.deep.equal([]);
    await server.end();
  }).timeout(30_000);
});
