/** Times are ISO 8601 UTC with milliseconds everywhere: such strings sort by time, so conditions compare them as text. */
export function iso(time: Date): string {
  return time.toISOString();
}

/** The day in UTC. */
export function dayOf(time: Date): string {
  return iso(time).slice(0, 10);
}

/** The month in UTC. */
export function monthOf(time: Date): string {
  return iso(time).slice(0, 7);
}

export function startOfNextDay(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + 1));
}

export function startOfNextMonth(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1));
}

export function plusSeconds(time: Date, seconds: number): string {
  return iso(new Date(time.getTime() + seconds * 1000));
}

export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** Epoch seconds, the unit of DynamoDB's TTL. */
export function epochSecondsIn(time: Date, seconds: number): number {
  return Math.floor(time.getTime() / 1000) + seconds;
}

export const DAY_SECONDS = 86_400;
