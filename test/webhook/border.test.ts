/** What a tenant may try to reach through a webhook, and does not. */
import { expect } from 'chai';
import { at, Subject, send } from './subject';

describe('webhooks at the border', () => {
  const subject = new Subject();
  const { adapter, receiver } = { adapter: subject.adapter.bind(subject), receiver: subject.receiver.bind(subject) };
  afterEach(() => subject.close());

  it('never connects to an address that is not allowed, whatever name leads there', async () => {
    const server = await receiver();
    const webhook = adapter({ allow: ['10.0.0.0/8'], resolve: async () => ['127.0.0.1'] });
    for (const host of ['127.0.0.1', 'inside.example', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])
      expect(await send(webhook, `http://${host}:${server.port}/`), host).to.deep.equal({
        delivered: false,
        reason: 'refused_address',
      });
    expect(server.connections).to.equal(0);
  });

  it('looks at the address that is connected to, not at one that was looked up before', async () => {
    const server = await receiver();
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    const webhook = adapter({ allow: [], resolve: async () => answers.pop() ?? ['127.0.0.1'] });
    expect(webhook.objection('https://rebinding.example/')).to.equal(undefined);
    const sent = await send(webhook, `https://rebinding.example:${server.port}/`);
    expect(sent).to.deep.equal({ delivered: false, reason: 'refused_address' });
    expect(server.connections).to.equal(0);
  });

  it('takes of several addresses only those that are allowed', async () => {
    const server = await receiver();
    const webhook = adapter({ resolve: async () => ['10.255.255.1', '127.0.0.1'] });
    expect(await send(webhook, `http://both.example:${server.port}/`)).to.include({ delivered: true });
  });

  it('says when a name leads nowhere', async () => {
    const webhook = adapter({
      resolve: async () => {
        throw new Error('no such name');
      },
    });
    const sent = await send(webhook, 'http://nowhere.example/');
    expect(sent).to.deep.equal({ delivered: false, reason: 'unresolved' });
  });

  it('says beforehand what can never be', () => {
    const strict = adapter({ allow: [] });
    expect(strict.objection('https://crm.example/hook')).to.equal(undefined);
    expect(strict.objection('http://crm.example/hook')).to.equal('insecure');
    expect(strict.objection('https://127.0.0.1/')).to.equal('refused_address');
    expect(strict.objection('https://[::1]/')).to.equal('refused_address');
    for (const url of [
      'ftp://crm.example/',
      'https://user:word@crm.example/',
      'crm.example',
      'https://',
      'file:///etc/passwd',
    ])
      expect(strict.objection(url), url).to.equal('invalid_url');
    expect(adapter().objection('http://crm.lan/')).to.equal(undefined);
  });

  it('does not let a proxy of the environment speak for it', async () => {
    const proxy = await receiver();
    const server = await receiver();
    const before = process.env.http_proxy;
    process.env.http_proxy = `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await send(adapter(), at(server))).to.include({ delivered: true });
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
    expect(proxy.connections).to.equal(0);
  });
});
