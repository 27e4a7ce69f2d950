//! Which crate may know which, and what may not be in the tree at all.

use std::collections::BTreeSet;
use std::process::Command;

/// Crates of this workspace with those of it that they may know, and those that their own tests
/// may know as well. The package of whole tests and the one of measurements may know everybody.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("docflow-core", &[], &[]),
    ("bitrix-client", &[], &["docflow-sandbox"]),
    ("onec-client", &[], &["docflow-sandbox"]),
    ("docflow-print", &[], &[]),
    ("docflow-sandbox", &["docflow-print"], &[]),
    (
        "docflow",
        &[
            "docflow-core",
            "bitrix-client",
            "onec-client",
            "docflow-print",
        ],
        &["docflow-sandbox"],
    ),
];
const WHOLE: &[&str] = &["docflow-tests", "docflow-benches"];

/// Crates that wait, speak or store, by the beginning of their names.
const OUTSIDE: [&str; 3] = [
    "tokio async-std smol mio futures-executor",
    "hyper reqwest http rustls native-tls ureq",
    "rusqlite libsqlite3 sqlx diesel postgres",
];

/// Lines of `cargo tree`: a package name and what the format adds.
fn tree(args: &[&str]) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--all-features", "--prefix", "none"])
        .args(args)
        .current_dir(super::root())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree {args:?}: {error}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Names of the packages that one depends on directly, by kinds of edges.
fn known_by(package: &str, edges: &str) -> BTreeSet<String> {
    let lines = tree(&["-p", package, "--depth", "1", "-e", edges]);
    let names = lines.iter().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| *name != package)
        .map(str::to_owned)
        .collect()
}

fn members() -> BTreeSet<String> {
    let lines = tree(&["--workspace", "--depth", "0"]);
    lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn crates_know_only_whom_the_architecture_names() {
    let members = members();
    let listed = ARROWS
        .iter()
        .map(|(package, ..)| *package)
        .chain(WHOLE.iter().copied());
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    assert_eq!(
        members, listed,
        "a crate without arrows, or arrows without a crate"
    );
    let root = known_by("docflow", "normal,build");
    assert!(root.contains("docflow-core"), "{root:?}");
    let mut wrong = Vec::new();
    for (package, may_know, tests_may_know) in ARROWS {
        for (edges, allowed) in [
            ("normal,build", may_know.to_vec()),
            ("dev", [*may_know, *tests_may_know].concat()),
        ] {
            let known = known_by(package, edges);
            let ours = known.intersection(&members);
            let strangers = ours.filter(|name| !allowed.contains(&name.as_str()));
            wrong.extend(strangers.map(|name| format!("{package} knows {name} ({edges})")));
        }
    }
    super::assert_none("arrows that the architecture does not have", &wrong);
}

#[test]
fn core_needs_no_runtime_no_http_and_no_sql() {
    let needed = tree(&["-p", "docflow-core", "-e", "normal,build"]);
    assert!(needed.iter().any(|line| line.starts_with("chrono ")));
    let outside: Vec<&str> = OUTSIDE.iter().flat_map(|kind| kind.split(' ')).collect();
    let found = needed
        .into_iter()
        .filter(|line| outside.iter().any(|name| line.starts_with(name)));
    super::assert_none("crates that core may not need", &found.collect::<Vec<_>>());
}

#[test]
fn one_sqlite_is_linked_and_only_the_root_asks_for_it() {
    let all = tree(&["--workspace", "-e", "normal,build,dev", "-f", "{p}"]);
    let linked: BTreeSet<&str> = all
        .iter()
        .filter(|line| line.starts_with("libsqlite3-sys "))
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    assert_eq!(linked.len(), 1, "{linked:?}");
    for (package, ..) in ARROWS {
        let asks = known_by(package, "normal,build,dev").contains("rusqlite");
        assert_eq!(
            asks,
            *package == "docflow",
            "{package} asks for SQLite: {asks}"
        );
    }
}

/// The feature is unified into hosts and breaks how they read untagged enums.
#[test]
fn json_numbers_keep_their_usual_form() {
    let all = tree(&["--workspace", "-e", "normal,build,dev", "-f", "{p} {f}"]);
    let json: Vec<&String> = all
        .iter()
        .filter(|line| line.starts_with("serde_json "))
        .collect();
    assert!(!json.is_empty());
    let changed = json
        .into_iter()
        .filter(|line| line.contains("arbitrary_precision"));
    super::assert_none(
        "serde_json with other numbers",
        &changed.cloned().collect::<Vec<_>>(),
    );
}
