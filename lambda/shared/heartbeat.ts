/**
 * Sign of life of a region's monitoring. It is written in another region, whose alarm on its absence works when nothing
 * in this one does.
 */
export const HEARTBEAT = { namespace: 'Cordon/Monitoring', metric: 'Heartbeat', dimension: 'Region' } as const;
