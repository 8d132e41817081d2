/** The house of callbacks whose tenants have somebody who sends messages. */
import type { Message } from '../../src/core/message';
import { CallbackHouse, type CallbackHouseOptions, callbackMapping } from './callbackHouse';
import type { HouseOptions } from './houseOptions';

export const MOBILE = '+4915123456701';
export const SECOND = '+4915123456702';

export const messages = {
  url: 'https://sms.example/v1/messages',
  headers: { Authorization: 'Bearer {secrets.key}' },
  secrets: { key: { literal: 'key-of-acme' } },
  body: { json: { to: '{to}', from: '{from}', text: '{text}', reference: '{id}' } },
  from: 'Acme',
};

export interface MessageHouseOptions extends CallbackHouseOptions {
  /** Settings of acme's messages. */
  readonly messages?: object;
  readonly more?: Partial<HouseOptions>;
}

export class MessageHouse extends CallbackHouse {
  static override async open(options: MessageHouseOptions = {}): Promise<MessageHouse> {
    const house = new MessageHouse({ mapping: messageMapping(options), ...options.more });
    await house.up();
    house.feed = house.listen('acme');
    return house;
  }

  /** The process dies, and the next one comes up. */
  async again(): Promise<void> {
    this.crash();
    await this.up();
    this.feed = this.listen('acme', { after: 0 });
  }

  /** The `count`th event of messages of that type. */
  message(type: string, count = 1): Promise<Message> {
    return this.event<Message>(`message.${type}`, count);
  }

  /** Events of messages so far, without their family. */
  get told(): string[] {
    return this.feed.types.filter((type) => type.startsWith('message.')).map((type) => type.slice(8));
  }
}

export function messageMapping(options: MessageHouseOptions) {
  const rest = { ...options.rest, messages: { ...messages, ...options.messages } };
  return callbackMapping({ ...options, callback: { minDelaySeconds: 3_600, ...options.callback }, rest });
}
