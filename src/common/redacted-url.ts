/** Formats a URL to be shown: the origin and the path. The user name, the password and the query can contain keys. */
export const redactUrl = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;
