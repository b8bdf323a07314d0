package io.mqttspec.conformance.model;

/**
 * All rules, as the protocol has them. Without state: one instance may serve several servers, from
 * any thread. A mutant overrides a method.
 */
public class Behaviour implements TopicRules, EnvelopeRules {}
