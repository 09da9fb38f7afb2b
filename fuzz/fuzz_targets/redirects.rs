//! Feeds `errhub::fuzzing::redirects_yaml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::redirects_yaml(bytes));
