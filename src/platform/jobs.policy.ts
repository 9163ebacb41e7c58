import { anywhere, policy } from '../kernel/policy.ts'

/** The jobs of all domains together; the job behind one thing is seen and asked for again by those who may do the thing. */
export const jobPolicy = policy('job', {
  see: { administrator: anywhere },
  retry: { administrator: anywhere },
})
