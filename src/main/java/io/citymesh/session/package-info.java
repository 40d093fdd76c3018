/**
 * What a process keeps between the tasks of a Spark session, and when it lets go of it.
 *
 * <p><b>Needs</b>: Spark's environment, to see where a session begins; its local directory.
 *
 * <p><b>Guarantees</b>: what is kept ({@link io.citymesh.session.SessionState}) goes with the
 * session, or with the process, whichever ends first, and nothing is made anew while the process
 * ends; a file that is fetched to the local disk ({@link io.citymesh.session.LocalFile}) is fetched
 * once per process and removed with the session.
 */
package io.citymesh.session;
