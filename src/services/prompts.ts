/**
 * Prompts of a tenant, by REST (design §2): made, changed, deleted. Audio is on disk before the record that names it;
 * what a record no longer names stays until nobody can be hearing it.
 */
import type { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { publicView } from '../core/kinds';
import { language as languageTag } from '../core/media';
import { rolesFor } from '../core/permissions';
import {
  changePromptBody,
  createPromptBody,
  MAX_LANGUAGES,
  MAX_PROMPTS,
  type Prompt,
  type PromptLanguage,
} from '../core/prompt';
import { edited, type PromptEdit, replaced } from '../core/promptChange';
import type { Bytes, MediaFile } from '../ports/media';
import type { CommandReply, Page, Principal, Prompts } from './api';
import { barred, mayAct, mayLook } from './authority';
import type { Mappings } from './mappings';
import { placesOf } from './mediaOfMapping';
import type { Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';
import type { Speaking } from './speaking';

type Found = { readonly prompt: Prompt; readonly seq: number };

export class PromptService implements Prompts {
  readonly bodies = { create: createPromptBody, change: changePromptBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly speaking: Speaking,
    private readonly marks: RequestMarks,
  ) {}

  async list(principal: Principal, tenant: string): Promise<Page | Refusal> {
    const refusal = this.unseen(principal, tenant);
    if (refusal) return refusal;
    const partition = this.partitions.get(tenant);
    const prompts = [...(partition?.ids('prompt') ?? [])].map((name) => partition?.get<Prompt>('prompt', name));
    const items = prompts.filter((prompt) => prompt && prompt.deletedAt === undefined);
    await this.partitions.durable(tenant, partition?.seq ?? 0);
    return { items: items.map((prompt) => publicView('prompt', prompt)) };
  }

  async get(principal: Principal, tenant: string, name: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const refusal = this.unseen(principal, tenant);
    const found = refusal ?? this.find(tenant, name);
    if (isRefusal(found)) return found;
    await this.partitions.durable(tenant, found.seq);
    return { seq: found.seq, data: publicView('prompt', found.prompt) };
  }

  async create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply> {
    const refusal = this.unchangeable(principal, tenant);
    if (refusal) return refusal;
    const asked = this.marks.of(principal, requestId, ['prompt', body]);
    const repeated = await this.marks.repeated(asked, 'prompt', tenant);
    // What was made then may be deleted by now.
    if (repeated) return isRefusal(repeated) ? repeated : this.reply(tenant, (repeated.data as Prompt).id, 201);
    const parsed = createPromptBody.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { name, description, instead, texts = {} } = parsed.data;
    const put = await this.speaking.speakAll(tenant, texts);
    if (isRefusal(put)) return put;
    const now = this.ports.clock.now();
    const request = asked && { ...asked, ref: name };
    const made = this.partitions.decide(
      tenant,
      { actor: principal.actor, ...(request && { request }) },
      (partition) => {
        const taken = partition.get<Prompt>('prompt', name);
        if (taken && taken.deletedAt === undefined) return refuse('resource.conflict', `there is a prompt ${name}`);
        if (partition.count('prompt') >= MAX_PROMPTS) return refuse('quota.exceeded', `at most ${MAX_PROMPTS} prompts`);
        const fresh = { id: name, version: 0, languages: [], createdAt: now, changedAt: now };
        const data = edited(fresh, { description, instead, put }, now);
        return { drafts: [{ type: 'prompt.created', id: name, data }], reply: undefined };
      },
    );
    return isRefusal(made) ? made : this.reply(tenant, name, 201);
  }

  async change(
    principal: Principal,
    tenant: string,
    name: string,
    body: unknown,
    ifMatch?: number,
  ): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, name, ifMatch);
    if (isRefusal(found)) return found;
    const parsed = changePromptBody.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { texts = {}, ...described } = parsed.data;
    const spoken = Object.entries(texts).flatMap(([tag, text]) => (text === null ? [] : [[tag, text] as const]));
    const put = await this.speaking.speakAll(tenant, Object.fromEntries(spoken));
    if (isRefusal(put)) return put;
    const take = Object.keys(texts).filter((tag) => texts[tag] === null);
    return this.edit(principal.actor, tenant, name, { ...described, put, take }, ifMatch);
  }

  async upload(
    principal: Principal,
    tenant: string,
    name: string,
    language: string,
    audio: { readonly type: string; readonly body: Bytes },
    ifMatch?: number,
  ): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, name, ifMatch);
    if (isRefusal(found)) return found;
    const tag = languageTag.safeParse(language);
    if (!tag.success) return refuse('request.invalid', 'a language tag such as en or de-CH');
    const taken = await this.speaking.files.take(tenant, audio.body, audio.type);
    if (isRefusal(taken)) return taken;
    const changedAt = this.ports.clock.now();
    const put: PromptLanguage = { language: tag.data, kind: 'audio', ...taken, changedAt };
    return this.edit(principal.actor, tenant, name, { put: [put] }, ifMatch);
  }

  /** Takes a language out of a prompt. */
  async removeLanguage(
    principal: Principal,
    tenant: string,
    name: string,
    language: string,
    ifMatch?: number,
  ): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, name, ifMatch);
    if (isRefusal(found)) return found;
    if (!found.prompt.languages.some((one) => one.language === language)) return refuse('resource.not_found');
    return this.edit(principal.actor, tenant, name, { take: [language] }, ifMatch);
  }

  async remove(principal: Principal, tenant: string, name: string, ifMatch?: number): Promise<CommandReply> {
    const found = this.forChange(principal, tenant, name, ifMatch);
    if (isRefusal(found)) return found;
    const places = placesOf(this.mappings.current, tenant, name);
    if (places.length > 0) return refuse('prompt.in_use', undefined, { places });
    const made = this.partitions.decide(tenant, { actor: principal.actor }, (_, { now }) => ({
      drafts: [{ type: 'prompt.deleted', id: name, data: { ...found.prompt, deletedAt: now } }],
      reply: undefined,
    }));
    if (isRefusal(made)) return made;
    await this.partitions.durable(tenant, made.seq);
    await this.speaking.release(tenant, replaced(found.prompt, undefined));
    return { status: 200, data: { name } };
  }

  async audio(principal: Principal, tenant: string, name: string, language: string): Promise<MediaFile | Refusal> {
    const refusal = this.unseen(principal, tenant);
    const found = refusal ?? this.find(tenant, name);
    if (isRefusal(found)) return found;
    const content = found.prompt.languages.find((one) => one.language === language)?.content;
    const file = content === undefined ? undefined : await this.speaking.files.open(tenant, content);
    return file ?? refuse('resource.not_found');
  }

  file(file: string): Promise<MediaFile | undefined> {
    return this.speaking.files.at(file);
  }

  /** Carries out an edit, of what `ifMatch` names where it is given. */
  async edit(
    actor: string,
    tenant: string,
    name: string,
    edit: PromptEdit,
    ifMatch: number | undefined,
  ): Promise<CommandReply> {
    const made = this.partitions.decide(tenant, { actor }, (_, { now }) => {
      const found = this.find(tenant, name, ifMatch);
      if (isRefusal(found)) return found;
      const data = edited(found.prompt, edit, now);
      if (data.languages.length > MAX_LANGUAGES) return refuse('quota.exceeded', `at most ${MAX_LANGUAGES} languages`);
      return { drafts: [{ type: 'prompt.changed', id: name, data }], reply: replaced(found.prompt, data) };
    });
    if (isRefusal(made)) return made;
    const reply = await this.reply(tenant, name, 200);
    await this.speaking.release(tenant, made.reply);
    return reply;
  }

  private async reply(tenant: string, name: string, status: number): Promise<CommandReply> {
    const found = this.find(tenant, name);
    if (isRefusal(found)) return found;
    await this.partitions.durable(tenant, found.seq);
    return { status, data: publicView('prompt', found.prompt), seq: found.seq };
  }

  private forChange(principal: Principal, tenant: string, name: string, ifMatch?: number): Found | Refusal {
    return this.unchangeable(principal, tenant) ?? this.find(tenant, name, ifMatch);
  }

  private find(tenant: string, name: string, ifMatch?: number): Found | Refusal {
    const resource = this.partitions.get(tenant)?.resource('prompt', name);
    const prompt = resource?.data as Prompt | undefined;
    if (!resource || !prompt || prompt.deletedAt !== undefined) return refuse('resource.not_found');
    if (ifMatch !== undefined && ifMatch !== resource.seq) return refuse('resource.changed');
    return { prompt, seq: resource.seq };
  }

  private unseen(principal: Principal, tenant: string): Refusal | undefined {
    return barred(mayLook(principal, tenant), tenant, this.partitions);
  }

  private unchangeable(principal: Principal, tenant: string): Refusal | undefined {
    return barred(mayAct(principal, tenant, rolesFor('prompts.change')), tenant, this.partitions);
  }
}

const invalid = (error: z.ZodError): Refusal => ({ refused: 'request.invalid', errors: flawsOf(error) });
