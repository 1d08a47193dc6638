/** `dedicated-acme-wines` becomes `DedicatedAcmeWines`; logical ids of servers derive from it and never change. */
export function constructId(server: string): string {
  return server.replace(/(^|-)([a-z0-9])/g, (_, __, first: string) => first.toUpperCase());
}
