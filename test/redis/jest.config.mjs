import { fileURLToPath } from 'node:url';
import { project } from '../../jest.config.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

/** Against a real Redis, which has to be installed (`apt-get install redis-server`): `npm run test:redis`. */
export default { rootDir, projects: [{ ...project('redis'), rootDir }], testTimeout: 120_000 };
