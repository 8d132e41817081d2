/** Requests to Asterisk and what comes of them, whichever way they go. */

/** Status of an answer that did not come: the request never left, so nothing happened. */
export const UNSENT = 0;
/** Status of an answer that did not come: the request may have had its effect. */
export const UNANSWERED = -1;

/** What Asterisk said: an HTTP status, or `UNSENT` or `UNANSWERED`, and the body. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
