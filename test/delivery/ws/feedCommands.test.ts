import { expect } from 'chai';
import type { CommandReply } from '../../../src/services/api';
import { CALL_ID } from '../../support/fakeApi';
import { settled, until } from '../../support/manualClock';
import { type FeedClient, MemoryServer } from '../../support/memoryServer';

const ROUTE = { call: CALL_ID, treatments: [{ do: 'reject' }] };

describe('commands over the feed', () => {
  let server: MemoryServer;
  let client: FeedClient;
  beforeEach(async () => {
    server = new MemoryServer();
    client = await server.subscribed();
  });
  afterEach(() => server.end());

  it('reach the services like those over HTTP, and are replied to by id', async () => {
    const reply = await client.command('c1', 'call.route', ROUTE);
    expect(reply).to.deep.equal({ type: 'reply', id: 'c1', status: 200, data: { call: CALL_ID } });
    const { principal, ...request } = server.api.executed[0] ?? {};
    expect(request).to.deep.equal({
      tenant: 'acme',
      command: 'call.route',
      target: CALL_ID,
      body: { treatments: [{ do: 'reject' }] },
      requestId: 'c1',
      attachments: {},
    });
    expect(principal?.key).to.equal('ke_application');
  });

  it('without a target keep all of their data', async () => {
    const data = { to: { endpoint: 'PJSIP/a1' }, venue: 'sales', treatments: [{ do: 'answer' }] };
    await client.command('c1', 'call.originate', data);
    expect(server.api.executed[0]?.body).to.deep.equal(data);
    expect(server.api.executed[0]).not.to.have.property('target');
  });

  it('about a transaction name it in data', async () => {
    await client.command('c1', 'transaction.set_attributes', { transaction: 'tr_1', attributes: { a: 1 } });
    expect(server.api.executed[0]).to.deep.include({ target: 'tr_1', body: { attributes: { a: 1 } } });
  });

  it('that are refused get the problem that HTTP would give', async () => {
    server.api.onCommand = () => ({ refused: 'call.already_routed', detail: 'by another' });
    expect(await client.command('c1', 'call.route', ROUTE)).to.deep.equal({
      type: 'reply',
      id: 'c1',
      status: 409,
      error: {
        type: 'urn:signalbox:problem:call.already_routed',
        title: 'The call was routed by an earlier decision.',
        status: 409,
        code: 'call.already_routed',
        detail: 'by another',
      },
    });
  });

  it('with wrong arguments get every place and leave the socket open', async () => {
    const first = await client.command('c1', 'call.route', { ...ROUTE, treatments: [{ do: 'dance' }], more: 1 });
    expect(first).to.deep.include({ id: 'c1', status: 400 });
    const { errors } = first.error as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).to.include.members(['/treatments/0/do', '/more']);
    expect(await client.command('c2', 'call.route', { treatments: [] })).to.deep.include({
      id: 'c2',
      status: 400,
    });
    expect((await client.command('c3', 'call.route', ROUTE)).status).to.equal(200);
  });

  it('name the target that is missing', async () => {
    const { error } = await client.command('c1', 'call.route', { call: 7, treatments: [{ do: 'answer' }] });
    expect(error).to.deep.include({
      code: 'request.invalid',
      errors: [{ path: '/call', message: 'the id of the resource is needed' }],
    });
  });

  for (const type of ['call.dance', 'toString', '__proto__', ''])
    it(`do not know ${JSON.stringify(type)}`, async () => {
      const { status, error } = await client.command('c1', type, {});
      expect([status, (error as { code: string }).code]).to.deep.equal([400, 'request.unknown_command']);
    });

  it('that fail by a defect say so under their id, and the log has it', async () => {
    server.api.onCommand = () => Promise.reject(new Error('inside'));
    const reply = await client.command('c1', 'call.route', ROUTE);
    expect(reply).to.deep.include({ status: 500 });
    expect(JSON.stringify(reply)).not.to.contain('inside');
    expect(server.logged.at(-1)?.[2]).to.include({ requestId: 'c1' });
  });

  it('are under way at once, at most 100', async () => {
    const waiting: ((reply: CommandReply) => void)[] = [];
    server.api.onCommand = () => new Promise((resolve) => waiting.push(resolve));
    for (let i = 0; i <= 100; i++) client.send({ id: `c${i}`, type: 'call.route', data: ROUTE });
    await until(() => waiting.length > 0, 'one is under way');
    expect(server.api.limits.counted.at(-1), 'counted as what it is').to.equal('call.route');
    const refused = await client.next('reply');
    expect(refused).to.deep.include({ id: 'c100', status: 429 });
    expect(waiting).to.have.length(100);
    for (const resolve of waiting.splice(0)) resolve({ status: 200, data: {} });
    await until(() => client.frames.length === 100, 'every one is replied to');
    client.send({ id: 'again', type: 'call.route', data: ROUTE });
    await until(() => waiting.length === 1, 'there is room again');
  });

  it('whose replies nobody reads end the socket', async () => {
    const many = 'x'.repeat(30_000);
    server.api.onCommand = () => ({ status: 200, data: many });
    client.ws.pause();
    for (let i = 0; i < 60; i++) client.send({ id: `c${i}`, type: 'call.route', data: ROUTE });
    await until(() => server.api.subscribers[0]?.ended, 'the server gives up');
    client.ws.resume();
    expect(await client.ended()).to.deep.equal({ code: 4429, reason: 'replies are not read' });
  });

  it('that go on although they are refused, hundreds within a second, end the socket', async () => {
    server.api.limits.request = () => ({ refused: 'quota.exceeded' });
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 500; i++) client.send({ id: `c${second}-${i}`, type: 'call.route', data: ROUTE });
      await until(() => client.frames.length === 500, 'every one is answered');
      expect(client.frames.splice(0).every(({ status }) => status === 429)).to.equal(true);
      server.clock.advance(1_000);
    }
    for (let i = 0; i <= 500; i++) client.send({ id: `d${i}`, type: 'call.route', data: ROUTE });
    const reason = 'quota.exceeded: commands go on although they are refused';
    expect(await client.ended()).to.deep.equal({ code: 4429, reason });
  });

  it('that end after the socket are no matter', async () => {
    let finish: (reply: CommandReply) => void = () => {};
    server.api.onCommand = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    client.send({ id: 'c1', type: 'call.route', data: ROUTE });
    await until(() => server.api.executed.length === 1, 'the command is under way');
    client.ws.terminate();
    await until(() => server.feed.size === 0, 'the socket is gone');
    finish({ status: 200, data: {} });
    await settled();
    expect(server.logged.filter(([level]) => level === 'error')).to.deep.equal([]);
  });

  it('carry the attachment once the socket is attached', async () => {
    const attached = await client.command('a1', 'application.attach', { application: 'router' });
    expect(attached).to.deep.include({ status: 200, data: { application: 'router' } });
    expect(server.api.asked).to.deep.equal([['attach', 'router', 'exclusive', 'a1']]);
    await client.command('c1', 'call.route', ROUTE);
    expect(server.api.executed[0]?.attachments).to.deep.equal({ router: 'at_1' });
    await client.command('a2', 'application.detach', { application: 'router' });
    await client.command('c2', 'call.route', ROUTE);
    expect(server.api.executed[1]?.attachments).to.deep.equal({});
  });

  it('to attach take a mode and name what is wrong', async () => {
    await client.command('a1', 'application.attach', { application: 'router', mode: 'observe' });
    expect(server.api.asked).to.deep.equal([['attach', 'router', 'observe', 'a1']]);
    for (const [data, path] of [
      [{ application: 'router', mode: 'dance' }, '/mode'],
      [{ application: 'No' }, '/application'],
      [{}, '/application'],
      [{ application: 'router', force: true }, '/force'],
    ] as const) {
      const { error } = await client.command('a2', 'application.attach', data);
      expect((error as { errors: { path: string }[] }).errors[0]?.path).to.equal(path);
    }
    const { error } = await client.command('a3', 'application.detach', { mode: 'claim' });
    expect((error as { code: string }).code).to.equal('request.invalid');
  });

  it('show why attaching was refused', async () => {
    server.api.onAttach = () => ({ refused: 'application.wrong_kind' });
    const { status } = await client.command('a1', 'application.attach', { application: 'router' });
    expect(status).to.equal(409);
  });

  for (const [name, frame, pattern] of [
    ['no JSON', '{', /^request\.malformed: /],
    ['no id', { type: 'call.route', data: ROUTE }, /\/id /],
    ['an id that is no text', { id: 1, type: 'call.route' }, /\/id .*string/],
    ['an id with a blank', { id: 'a b', type: 'call.route' }, /\/id 1 to 200 visible ASCII/],
    ['no type', { id: 'c1' }, /\/type /],
    ['data that is no object', { id: 'c1', type: 'call.route', data: [] }, /\/data /],
    ['an unknown field', { id: 'c1', type: 'call.route', date: {} }, /\/date is not known here/],
    ['a second hello', { id: 'c1', type: 'hello' }, /\/type hello was sent before/],
    ['bytes', Buffer.from('{}'), /a frame is text/],
  ] as const)
    it(`close the socket with 4400 and the place when the frame has ${name}`, async () => {
      client.send(frame);
      const { code, reason } = await client.ended();
      expect(code).to.equal(4400);
      expect(reason).to.match(pattern);
      expect(server.api.executed).to.deep.equal([]);
    });
});
