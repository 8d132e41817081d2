/** The session cookie. Its name says whether it may only come by HTTPS from this very host (RFC 6265bis, `__Host-`). */
const PLAIN = 'sb_session';
const SECURE = `__Host-${PLAIN}`;

/** The `Set-Cookie` of a session; without a life it takes the cookie away. */
export function sessionCookie(value: string, secure: boolean, lifeMs: number): string {
  const maxAge = Math.max(0, Math.floor(lifeMs / 1_000));
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}`;
  return `${secure ? SECURE : PLAIN}=${value}; ${attributes}${secure ? '; Secure' : ''}`;
}

/** The session in a `Cookie` header. Over HTTPS only the bound one counts: another could come from a neighbouring host. */
export function sessionIn(header: string | undefined, secure: boolean): string | undefined {
  const name = secure ? SECURE : PLAIN;
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() === name)
      return pair
        .slice(equals + 1)
        .trim()
        .slice(0, 200);
  }
  return undefined;
}
