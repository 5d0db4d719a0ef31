//! What sealing and signing cost: `cargo bench --bench credentials`.

use chrono::{DateTime, TimeDelta};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use uuid::Uuid;

use wangge::domain::id::{AccountId, RequestId, SessionId};
use wangge::error::Result;
use wangge::service::credentials::password::{Cost, Memory, PasswordHashing};
use wangge::service::credentials::token::AccessTokens;
use wangge::store::vault::key::KeyRing;
use wangge::store::vault::{KeyFile, Vault};

const ROW: Uuid = Uuid::from_u128(7);

fn vault(criterion: &mut Criterion) {
    let vault = Vault::new(KeyFile::random());
    let subject = Uuid::from_u128(1);
    let text = "楼道灯坏了三天没人修。".repeat(6);
    criterion.bench_function("a new subject and 200 bytes sealed", |bencher| {
        bencher.iter(|| -> Result<_> {
            let (key, wrapped) = vault.new_subject(subject)?;
            Ok((wrapped, key.seal("request.text", ROW, black_box(&text))?))
        });
    });
    let opened = || -> Result<_> {
        let (key, wrapped) = vault.new_subject(subject)?;
        Ok((wrapped, key.seal("request.text", ROW, &text)?))
    };
    if let Ok((wrapped, sealed)) = opened() {
        criterion.bench_function("a subject unwrapped and 200 bytes opened", |bencher| {
            bencher.iter(|| {
                vault.unwrap(subject, black_box(&wrapped))?.open(
                    "request.text",
                    ROW,
                    black_box(&sealed),
                )
            });
        });
    }
    criterion.bench_function("a phone looked up", |bencher| {
        bencher.iter(|| vault.lookup("account.phone", black_box("13812341234")));
    });
    criterion.bench_function("a receipt secret", |bencher| {
        bencher.iter(|| vault.receipt_secret(RequestId(black_box(ROW)), 1));
    });
}

fn tokens(criterion: &mut Criterion) {
    let Ok(tokens) = AccessTokens::new(&KeyRing::random(), "wangge", "wangge-api") else { return };
    let (account, session) = (AccountId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
    let (now, lifetime) = (DateTime::UNIX_EPOCH, TimeDelta::minutes(15));
    criterion.bench_function("an access token issued", |bencher| {
        bencher.iter(|| tokens.issue(black_box(account), session, now, lifetime));
    });
    let Ok(token) = tokens.issue(account, session, now, lifetime) else { return };
    criterion.bench_function("an access token verified", |bencher| {
        bencher.iter(|| tokens.verify(black_box(&token), now));
    });
}

fn passwords(criterion: &mut Criterion) {
    let cost = Cost { memory_kib: 19 * 1024, iterations: 2, lanes: 1 };
    let mut memory = Memory::default();
    let Ok(hashing) = PasswordHashing::new(cost, &mut memory) else { return };
    let mut group = criterion.benchmark_group("passwords");
    group.sample_size(20);
    group.bench_function("verified at 19 MiB and 2 passes", |bencher| {
        bencher.iter(|| hashing.verify(&mut memory, black_box("correct horse"), None));
    });
    group.finish();
}

criterion_group!(benches, vault, tokens, passwords);
criterion_main!(benches);
