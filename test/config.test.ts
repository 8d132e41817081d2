import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig } from '../src/config';
import { keyFile } from '../src/keyFiles';
import { makeFolder } from '../src/makeFolder';
import { systemVault } from '../src/vault';

const warnings: string[] = [];
const read = (environment: Record<string, string>) => readConfig(environment, (message) => warnings.push(message));

describe('the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-config-'));
    warnings.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has the defaults of the documentation and is frozen', () => {
    const config = read({ PATH: '/bin' });
    expect(config).to.include({
      port: 8080,
      host: '127.0.0.1',
      data: './data',
      mappings: './mappings/demo.yaml',
      node: 'main',
      feedDays: 7,
    });
    expect(Object.isFrozen(config)).to.equal(true);
  });

  it('refuses a name that it does not know, and says which', () => {
    expect(() => read({ SIGNALBOX_PROT: '8080' })).to.throw(ConfigError, 'SIGNALBOX_PROT is not a setting');
  });

  it('refuses a value that does not fit, and says which', () => {
    expect(() => read({ SIGNALBOX_PORT: '99999' })).to.throw(ConfigError, 'SIGNALBOX_PORT');
    expect(() => read({ SIGNALBOX_NODE: 'a b' })).to.throw(ConfigError, 'SIGNALBOX_NODE: letters');
    expect(() => read({ SIGNALBOX_ADMIN_KEY: 'short' })).to.throw(ConfigError, 'SIGNALBOX_ADMIN_KEY: at least 16');
  });

  it('takes the address of a MongoDB and never repeats one that is none', () => {
    const uri = 'mongodb://user:hunter2@db1:27017,db2:27017/signalbox?replicaSet=rs0';
    expect(read({ SIGNALBOX_MONGODB_URI: uri }).mongodbUri).to.equal(uri);
    expect(read({ SIGNALBOX_MONGODB_URI: 'mongodb+srv://cluster.example/x' })).to.have.property('mongodbUri');
    const wrong = () => read({ SIGNALBOX_MONGODB_URI: 'postgres://user:hunter2@db/x' });
    expect(wrong).to.throw(ConfigError, /^SIGNALBOX_MONGODB_URI: a connection string such as mongodb:\/\//);
    expect(wrong).not.to.throw(ConfigError, 'hunter2');
  });

  it('takes ranges that webhooks may reach from the environment and from a file, and refuses what is none', () => {
    expect(read({}).webhookAllow).to.deep.equal([]);
    const both = ['10.20.0.0/16', 'fd12::/32', '127.0.0.1'];
    expect(read({ SIGNALBOX_WEBHOOK_ALLOW: '10.20.0.0/16, fd12::/32,127.0.0.1' }).webhookAllow).to.deep.equal(both);
    const file = path.join(folder, 'signalbox.yaml');
    writeFileSync(file, `webhookAllow: ${JSON.stringify(both)}\n`);
    expect(read({ SIGNALBOX_CONFIG: file }).webhookAllow).to.deep.equal(both);
    for (const wrong of ['10.0.0.0/33', 'crm.lan', '10.0.0'])
      expect(() => read({ SIGNALBOX_WEBHOOK_ALLOW: wrong }), wrong).to.throw(ConfigError, 'SIGNALBOX_WEBHOOK_ALLOW');
  });

  it('has no port of nothing: an empty variable is not set, and a file says a number', () => {
    const config = read({ SIGNALBOX_PORT: '', SIGNALBOX_DATA: '', SIGNALBOX_ADMIN_KEY: '' });
    expect(config).to.include({ port: 8080, data: './data' }).and.not.to.have.property('adminKey');
    expect(() => read({ SIGNALBOX_COLOUR: '' })).to.throw(ConfigError, 'SIGNALBOX_COLOUR');
    expect(read({ SIGNALBOX_PORT: '0' }).port).to.equal(0);
    for (const wrong of [' ', '1e3', '0x50', '-1', '65536', '80.5'])
      expect(() => read({ SIGNALBOX_PORT: wrong }), wrong).to.throw(ConfigError, 'SIGNALBOX_PORT');
    const file = path.join(folder, 'empty.yaml');
    for (const wrong of ['', 'null', 'true', '""', '[]']) {
      writeFileSync(file, `port: ${wrong}\n`);
      expect(() => read({ SIGNALBOX_CONFIG: file }), wrong).to.throw(ConfigError, 'SIGNALBOX_PORT');
    }
  });

  it('passes over the service links of Kubernetes with one warning', () => {
    const config = read({
      SIGNALBOX_SERVICE_HOST: '10.0.0.1',
      SIGNALBOX_PORT: 'tcp://10.0.0.1:80',
      SIGNALBOX_PORT_80_TCP: 'x',
    });
    expect(config.port).to.equal(8080);
    expect(warnings).to.have.lengthOf(1);
  });

  it('lets the settings of the clients be', () => {
    expect(read({ SIGNALBOX_KEY: 'x', SIGNALBOX_URL: 'http://127.0.0.1:8080' }).port).to.equal(8080);
    expect(warnings).to.deep.equal([]);
  });

  it('takes no address with user and password in it, and does not say the password again', () => {
    for (const name of ['SPEECH', 'MEDIA', 'PUBLIC'])
      expect(() => read({ [`SIGNALBOX_${name}_URL`]: 'https://user:hush@box.example/' }), name)
        .to.throw(ConfigError, `SIGNALBOX_${name}_URL`)
        .with.property('message')
        .that.does.not.contain('hush');
  });

  it('is read from a file, and the environment wins', () => {
    const file = path.join(folder, 'signalbox.yaml');
    writeFileSync(file, 'port: 9000\nlogLevel: debug\n');
    expect(read({ SIGNALBOX_CONFIG: file, SIGNALBOX_PORT: '9001' })).to.include({ port: 9001, logLevel: 'debug' });
    expect(() => read({ SIGNALBOX_CONFIG: path.join(folder, 'none.yaml') })).to.throw(ConfigError, 'none.yaml');
  });
});

describe('the keys of an installation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];

  it('are made once, kept for the owner alone', () => {
    const first = keyFile(folder, 'admin', () => one);
    expect([first, keyFile(folder, 'admin', () => two)]).to.deep.equal([one, one]);
    expect(statSync(path.join(folder, 'admin.key')).mode & 0o777).to.equal(0o600);
    expect(readdirSync(folder), 'nothing is left beside it').to.deep.equal(['admin.key']);
  });

  for (const [name, text] of [
    ['admin', ''],
    ['admin', '123456789012345\n'],
    ['secret', '\n'],
    ['secret', '1'.repeat(31)],
  ] as const)
    it(`are not those of a file with ${text.length} characters: ${name}.key`, () => {
      writeFileSync(path.join(folder, `${name}.key`), text);
      expect(() => keyFile(folder, name, () => one)).to.throw(path.join(folder, `${name}.key`));
      expect(readFileSync(path.join(folder, `${name}.key`), 'utf8')).to.equal(text);
    });

  it('survive a start that was cut off while they were written', () => {
    writeFileSync(path.join(folder, 'secret.key.part'), '123');
    expect(keyFile(folder, 'secret', () => one)).to.equal(one);
    expect(readdirSync(folder)).to.deep.equal(['secret.key']);
  });
});

describe('the data folder', () => {
  it('is made with those it is in, for its owner alone', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-folder-'));
    const inside = path.join(folder, 'a', 'b');
    makeFolder(inside);
    makeFolder(inside);
    expect(statSync(inside).mode & 0o777).to.equal(0o700);
    writeFileSync(path.join(inside, 'file'), '');
    for (const none of [path.join(inside, 'file'), path.join(inside, 'file', 'x')])
      expect(() => makeFolder(none)).to.throw(`the data folder ${none} cannot be made`);
    rmSync(folder, { recursive: true });
  });

  it('cannot be one that the machine refuses as if its parent were missing, and that is said at once', function () {
    if (process.platform !== 'linux') this.skip();
    for (const none of ['/proc/xx', '/proc/xx/yy'])
      expect(() => makeFolder(none)).to.throw(`the data folder ${none} cannot be made`);
  });
});

describe('the vault', () => {
  const vault = systemVault('k'.repeat(32), { NAME: 'value' });

  it('opens what it sealed, and nothing that was changed or sealed by another key', () => {
    const sealed = vault.seal('a secret');
    expect(sealed).not.to.include('secret');
    expect(vault.seal('a secret')).not.to.equal(sealed);
    expect(vault.open(sealed)).to.equal('a secret');
    const bytes = Buffer.from(sealed, 'base64');
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    expect(() => vault.open(bytes.toString('base64'))).to.throw();
    expect(() => systemVault('x'.repeat(32), {}, '/data/secret.key').open(sealed)).to.throw('/data/secret.key');
  });

  it('resolves references, and says when there is nothing', () => {
    expect(vault.resolve({ env: 'NAME' })).to.equal('value');
    expect(vault.resolve({ env: 'NONE' })).to.equal(undefined);
    expect(vault.resolve({ file: '/nonexistent/secret' })).to.equal(undefined);
  });
});
