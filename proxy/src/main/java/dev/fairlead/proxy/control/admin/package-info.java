/**
 * The HTTP API for operators, scripts and clients of the replica.
 *
 * <p>In: HTTP/1.1 requests. Out: transactions and queries of the replica, metrics, health, and the
 * answers of the control commands as JSON.
 */
@NullMarked
package dev.fairlead.proxy.control.admin;

import org.jspecify.annotations.NullMarked;
