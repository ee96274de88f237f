//! Benchmarks of the workspace: run by hand, compared in pairs, never tests.
