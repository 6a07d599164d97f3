/**
 * Where sockets are opened, and where their owner posts to them.
 *
 * @param socketUrl wss://… of the stage of the WebSocket API
 * @param environment the emulator of the local stack serves both below its own endpoint
 */
export function socketAddresses(socketUrl: string, environment: NodeJS.ProcessEnv): { open: string; post: string } {
  const local = environment['AWS_ENDPOINT_URL'];
  if (!local) return { open: socketUrl, post: socketUrl.replace(/^wss:/, 'https:') };
  const { hostname, pathname } = new URL(socketUrl);
  const place = `/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
  return { open: `${local.replace(/^http/, 'ws')}${place}`, post: `${local}${place}` };
}
