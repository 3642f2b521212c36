/** EX_USAGE of sysexits.h. */
export const BAD_USAGE = 64;

/** EX_CONFIG of sysexits.h. */
export const BAD_CONFIGURATION = 78;
