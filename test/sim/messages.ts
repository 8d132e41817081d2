/** Who sends the messages of the tenants in a simulation. */

/** The last of the three has nobody. */
export const hasMessages = (tenant: string): boolean => tenant !== 'initech';
/** Only the first is told of a pause. */
const tellsOfPause = (tenant: string): boolean => tenant === 'acme';

/** The shortest that there is; so few a day that some number has had them all. */
export const MESSAGE_LIMITS = { giveUpSeconds: 30, perNumberPerDay: 2 };

export const secretNameOf = (tenant: string): string => `SMS_${tenant.toUpperCase()}`;
export const secretOf = (tenant: string): string => `sms-key-of-${tenant}`;
export const serviceOf = (tenant: string): string => `https://${tenant}.example/messages`;

const PAUSES = { en: { paused: '{name} rests {confirmationId}', resumedAsap: '{name} goes on with {confirmationId}' } };

export const messagesOf = ({ id }: { readonly id: string }): object =>
  hasMessages(id)
    ? {
        messages: {
          ...{ url: serviceOf(id), from: id, headers: { Authorization: '{secrets.key}' } },
          ...{ secrets: { key: { env: secretNameOf(id) } }, body: { json: { to: '{to}', text: '{text}' } } },
          ...(tellsOfPause(id) && { texts: PAUSES }),
          ...MESSAGE_LIMITS,
        },
      }
    : {};
