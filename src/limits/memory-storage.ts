import type { ThrottlerStorage } from '@nestjs/throttler';

/** Makes a storage that counts in this process. */
export async function createMemoryStorage(): Promise<ThrottlerStorage> {
  // A CommonJS package that is loaded late: a bundle of it has no named exports.
  const { default: throttler } = await import('@nestjs/throttler');
  return new throttler.ThrottlerStorageService();
}
