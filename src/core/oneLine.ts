/** Text that strangers choose: numbers, names and headers of a call. */

/** Without line breaks and other control characters, which begin headers, lines and commands of their own. */
export const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();
