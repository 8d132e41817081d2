import { expect } from 'chai';
import { ERRORS, type ErrorCode, RefusedError, refuse } from '../../../src/core/errors';
import { problemHeaders, problemOf, problemSchema, refusalOf } from '../../../src/delivery/http/problems';
import type { Log } from '../../../src/ports/log';

describe('problems', () => {
  const logged: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (message) => void logged.push(message),
    with: () => log,
  };
  beforeEach(() => {
    logged.length = 0;
  });

  for (const code of Object.keys(ERRORS) as ErrorCode[])
    it(`shows ${code}`, () => {
      const problem = problemOf(refuse(code, 'because'));
      expect(problemSchema.parse(problem)).to.deep.equal(problem);
      expect(problem).to.include({ code, status: ERRORS[code].status, title: ERRORS[code].title, detail: 'because' });
    });

  it('leaves out what is not there', () => {
    expect(problemOf({ refused: 'call.ended', errors: [] })).to.have.keys('type', 'title', 'status', 'code');
  });

  it('says when to come back exactly where that helps', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const headers = problemHeaders(problemOf(refuse(code)));
      expect('Retry-After' in headers, code).to.equal([429, 503].includes(ERRORS[code].status));
      expect('WWW-Authenticate' in headers, code).to.equal(ERRORS[code].status === 401);
    }
  });

  it('keeps a refusal that was thrown, and does not log it', () => {
    expect(refusalOf(new RefusedError(refuse('call.loop')), log, 'r1')).to.deep.equal({ refused: 'call.loop' });
    expect(logged).to.deep.equal([]);
  });

  it('logs everything else and shows its request id alone', () => {
    for (const thrown of [new Error('inside'), 'inside', undefined])
      expect(refusalOf(thrown, log, 'r1')).to.deep.equal({ refused: 'service.internal', facts: { requestId: 'r1' } });
    expect(logged).to.have.length(3);
  });
});
