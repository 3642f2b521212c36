/** EX_USAGE of sysexits.h. */
export const INVALID_USAGE = 64;

/** EX_CONFIG of sysexits.h. */
export const INVALID_CONFIGURATION = 78;
