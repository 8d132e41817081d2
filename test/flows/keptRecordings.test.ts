/** Recordings that are kept: listed, listened to, held, deleted by hand, by time and with their customer. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import { RecordedCall } from '../support/recordedCall';
import { twoTenants } from '../support/twoTenants';
import { wholeJournal } from '../support/wholeJournal';

describe('kept recordings', () => {
  const on = new RecordedCall();
  const { record, now, becomes, clear, stored } = on;
  beforeEach(() => on.open());
  afterEach(() => on.close());

  const owner = () => on.house.principal('acme', 'owner');
  const api = () => on.house.api.recordings;
  const done = <T>(work: Promise<T>): Promise<T> => on.house.world.finish(work);

  it('are listed, listened to and deleted by those who may', async () => {
    const id = await stored();
    const second = await stored();
    const page = await done(api().list(on.house.principal('acme'), 'acme', { limit: 1 }));
    expect(page).to.deep.include({ next: second });
    expect(await done(api().list(owner(), 'acme', { limit: 1, cursor: second }))).to.have.nested.property(
      'items[0].id',
      id,
    );
    expect(await done(api().list(owner(), 'acme', { limit: 9, call: 'ca_none' }))).to.deep.equal({ items: [] });
    expect(await done(api().audio(on.house.principal('acme', 'supervisor'), 'acme', id))).to.include({
      type: 'audio/wav',
    });
    expect(await done(api().audio(on.house.principal('acme'), 'acme', id))).to.include({ refused: 'auth.forbidden' });
    const globex = on.house.principal('globex', 'owner');
    expect(await done(api().get(globex, 'acme', id))).to.include({ refused: 'auth.forbidden' });
    expect(await done(api().get(globex, 'globex', id))).to.include({ refused: 'resource.not_found' });
    expect(await done(api().audio(globex, 'globex', id))).to.include({ refused: 'resource.not_found' });
    const limited = { ...on.house.principal('acme'), venues: ['menu'] };
    expect(await done(api().list(limited, 'acme', { limit: 9 }))).to.deep.equal({ items: [] });
    expect(await done(api().remove(on.house.principal('acme', 'supervisor'), 'acme', id))).to.include({
      refused: 'auth.forbidden',
    });
    expect(await done(api().remove(owner(), 'acme', id))).to.deep.equal({ status: 200, data: { id } });
    expect(await done(api().get(owner(), 'acme', id))).to.include({ refused: 'resource.not_found' });
    expect([...on.house.recordings.files.keys()]).to.deep.equal([`acme/${second}`]);
    expect(on.program.of('recording.deleted')[0]?.data).to.include({ deletedFor: 'request' });
  });

  it('are not given or deleted before they are home', async () => {
    const id = await record();
    await becomes(id, 'recording');
    expect(await done(api().audio(owner(), 'acme', id))).to.include({ refused: 'recording.not_stored' });
    expect(await done(api().remove(owner(), 'acme', id))).to.include({ refused: 'recording.not_stored' });
    await clear();
    await becomes(id, 'stored');
  });

  const forget = async (number = '+493023125777', tenant = 'acme') => {
    const by = on.house.principal(tenant, 'owner');
    const reply = await done(on.house.api.records.eraseCustomer(by, tenant, { number }));
    if (isRefusal(reply)) throw new Error(JSON.stringify(reply));
    return reply.data;
  };

  /** Sets the end of its time near, which lies days ahead. */
  const expires = (id: string, inMs: number): void => {
    on.house.signalbox.partitions.decide('acme', { actor: 'test' }, (_, { now: at }) => ({
      drafts: [{ type: 'recording.changed', id, data: { ...now(id), keepUntil: at + inMs } }],
      reply: undefined,
    }));
  };

  it('are deleted when their time is over, also when it was over while the gateway was away', async () => {
    const [first, second] = [await stored(), await stored()];
    expires(first, 1_000);
    await becomes(first, 'deleted');
    expires(second, 60_000);
    await on.house.world.advance(1_000);
    on.house.crash();
    await on.house.world.advance(120_000);
    await on.house.start();
    await on.house.live();
    await on.house.world.waitFor(() => on.house.recordings.files.size === 0);
    expect(await done(api().list(owner(), 'acme', { limit: 9 }))).to.deep.equal({ items: [] });
  });

  it('are kept by a legal hold against everything, until it is lifted', async () => {
    const id = await stored();
    const held = await done(api().change(owner(), 'acme', id, { legalHold: true }));
    expect(held).to.deep.include({ status: 200 });
    expect(await done(api().change(owner(), 'acme', id, { legalHold: 'yes' }))).to.include({
      refused: 'request.invalid',
    });
    expect(await done(api().remove(owner(), 'acme', id))).to.include({ refused: 'recording.held' });
    expires(id, 1_000);
    await on.house.world.advance(10_000);
    await on.clear();
    await on.house.world.advance(5_000);
    expect(await forget()).to.include({ calls: 1, recordings: 0, held: 1 });
    expect(now(id)).to.include({ state: 'stored' });
    await done(api().change(owner(), 'acme', id, { legalHold: false }));
    await on.house.world.waitFor(() => on.house.recordings.files.size === 0);
  });

  it('are erased with their customer and nobody else, once nobody talks any more', async () => {
    const id = await stored();
    expect(await forget('+4930999')).to.include({ recordings: 0, held: 0, left: 0 });
    expect(await forget('+493023125777', 'globex')).to.include({ recordings: 0, held: 0, left: 0 });
    expect(await forget()).to.include({ recordings: 0, left: 1 });
    expect(now(id)).to.include({ state: 'stored' });
    await on.clear();
    await on.house.world.advance(5_000);
    expect(await forget()).to.include({ calls: 1, recordings: 1, held: 0, left: 0 });
    expect(on.house.recordings.files.size).to.equal(0);
    expect(JSON.stringify(await wholeJournal(on.house))).not.to.contain('3023125777');
    expect(await done(on.house.store.find('acme', 'recording', { limit: 10 }))).to.deep.equal({ documents: [] });
  });

  it('go with their tenant, unless a legal hold keeps one', async () => {
    const id = await stored();
    await on.clear();
    await done(api().change(owner(), 'acme', id, { legalHold: true }));
    const admin = { key: 'admin', actor: 'key:admin', role: 'admin' } as const;
    const { acme: _, ...tenants } = twoTenants.tenants;
    await done(on.house.signalbox.applyMapping({ ...twoTenants, tenants }, 'test', 'system'));
    await done(on.house.api.tenants.suspend(admin, 'acme'));
    const erase = () => done(on.house.api.records.eraseTenant(admin, 'acme', { confirm: 'acme' }));
    expect(await erase()).to.deep.include({
      refused: 'resource.conflict',
      detail: '1 recordings are under legal hold: end that first',
    });
    await done(api().change({ ...admin }, 'acme', id, { legalHold: false }));
    expect(await erase()).to.include({ status: 200 });
    expect(on.house.recordings.files.size).to.equal(0);
  });

  it('left behind by a crash are swept', async () => {
    const id = await stored();
    on.house.recordings.files.set('acme/re_nobody', Buffer.from('x'));
    expect(await done(on.house.signalbox.media.sweep())).to.equal(1);
    expect([...on.house.recordings.files.keys()]).to.deep.equal([`acme/${id}`]);
  });
});
