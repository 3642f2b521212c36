const VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

/** Whether the environment names a proxy by which the world outside is reached. */
export const isBehindProxy = (): boolean => VARIABLES.some((name) => process.env[name]);
