/** Who may keep which webhooks; for everybody else they are not there. */
import { expect } from 'chai';
import { isRefusal } from '../../../src/core/errors';
import { PERMISSIONS } from '../../../src/core/permissions';
import type { Principal } from '../../../src/services/api';
import { URL, WebhookScene } from './scene';

describe('access to webhooks', () => {
  let scene: WebhookScene;
  beforeEach(async () => {
    scene = await WebhookScene.open();
  });
  afterEach(() => scene.house.stop());

  const { webhooks, finish } = {
    webhooks: () => scene.house.api.webhooks,
    finish: <T>(promise: Promise<T>): Promise<T> => scene.house.world.finish(promise),
  };

  it('lets a key that is limited to venues keep webhooks of those alone', async () => {
    const limited: Principal = { ...scene.house.principal('acme'), venues: ['menu'] };
    const open = await scene.make();
    const made = await scene.done(webhooks().create(limited, 'acme', { url: URL }));
    expect(made.venues).to.deep.equal(['menu']);
    const outside = await finish(webhooks().create(limited, 'acme', { url: URL, venues: ['hotline'] }));
    expect(outside).to.include({ refused: 'request.invalid' });
    const wider = await finish(webhooks().change(limited, 'acme', made.id, { venues: null }));
    expect(wider).to.include({ refused: 'request.invalid' });
    const listed = await finish(webhooks().list(limited, 'acme'));
    expect(isRefusal(listed) ? listed : listed.items).to.have.lengthOf(1);
    expect(await finish(webhooks().get(limited, 'acme', open.id))).to.include({ refused: 'resource.not_found' });
  });

  it('is refused to who may not, and tells nobody of what is not theirs', async () => {
    const { id } = await scene.make();
    const supervisor = scene.house.principal('acme', 'supervisor');
    const stranger = scene.house.principal('globex', 'owner');
    const asks = {
      list: (who: Principal, tenant: string) => webhooks().list(who, tenant),
      get: (who: Principal, tenant: string) => webhooks().get(who, tenant, id),
      create: (who: Principal, tenant: string) => webhooks().create(who, tenant, { url: URL }),
      change: (who: Principal, tenant: string) => webhooks().change(who, tenant, id, { attempts: 1 }),
      delete: (who: Principal, tenant: string) => webhooks().remove(who, tenant, id),
      pause: (who: Principal, tenant: string) => webhooks().pause(who, tenant, id),
      resume: (who: Principal, tenant: string) => webhooks().resume(who, tenant, id),
      replay: (who: Principal, tenant: string) => webhooks().replay(who, tenant, id, { from: 1 }),
      rotate: (who: Principal, tenant: string) => webhooks().rotate(who, tenant, id, {}),
      ping: (who: Principal, tenant: string) => webhooks().ping(who, tenant, id),
    };
    const operations = Object.keys(PERMISSIONS).filter((name) => name.startsWith('webhooks.'));
    expect(Object.keys(asks).map((name) => `webhooks.${name}`)).to.have.members(operations);
    for (const [name, ask] of Object.entries(asks)) {
      for (const who of [supervisor, stranger])
        expect(await finish<unknown>(ask(who, 'acme')), name).to.include({ refused: 'auth.forbidden' });
      if (name !== 'list' && name !== 'create')
        expect(await finish<unknown>(ask(stranger, 'globex')), name).to.include({ refused: 'resource.not_found' });
    }
    expect(scene.house.webhook.arrived).to.deep.equal([]);
  });
});
