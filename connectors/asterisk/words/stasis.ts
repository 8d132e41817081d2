/** The words by which our channels are known in Stasis. */

/** First argument of Stasis for a party that we dialled. */
export const DIALED = 'dialed';
/** … that another node handed over. */
export const HANDED = 'handed';
/** … for the ear of a coach, which is no party. */
export const SNOOP = 'snoop';
/** … that comes back from machine detection. */
export const MACHINE = 'machine';
/** … that a phone gave away, taken from a call of the dialplan. */
export const TAKEN = 'taken';
