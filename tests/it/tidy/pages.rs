//! Pages keep their word: commands, links and tests that they name exist.

use super::{assert_none, files, read, root};
use std::path::Path;

/// Lines of the shell blocks of a page, without prompts and comments.
fn commands(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.trim_start() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => {
                let command = line.split(" #").next().unwrap_or_default().trim();
                commands.extend((!command.is_empty()).then(|| command.to_owned()));
            }
            _ => {}
        }
    }
    commands
}

/// What a command names and this repository does not have.
fn missing(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let after = |flag: &str| {
        let at = words.iter().position(|word| *word == flag)?;
        words.get(at + 1).copied()
    };
    let exists = |path: String| root().join(path).exists();
    let program = words.iter().find(|word| !word.contains('='))?;
    if let Some(script) = program.strip_prefix("./") {
        return (!exists(script.to_owned())).then(|| script.to_owned());
    }
    if *program != "cargo" {
        return None;
    }
    if let Some(name) = after("--example") {
        let folder = after("-p").map_or(String::new(), |package| format!("{package}/"));
        let found = exists(format!("{folder}examples/{name}.rs"))
            || exists(format!("{folder}examples/{name}/main.rs"));
        return (!found).then(|| format!("example {name}"));
    }
    let package = after("-p")?;
    let manifests = files("Cargo.toml");
    let named = |path: &Path| read(path).contains(&format!("\nname = \"{package}\"\n"));
    (!manifests.iter().any(|path| named(path))).then(|| format!("package {package}"))
}

#[test]
fn every_command_of_a_page_can_be_run() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in files(".md") {
        for command in commands(&read(&path)) {
            seen += 1;
            let missing = missing(&command).map(|what| format!("{}: {what}", path.display()));
            wrong.extend(missing);
        }
    }
    assert!(seen >= 4, "the commands of README.md were not found");
    assert_none("commands that name what does not exist", &wrong);
}

#[test]
fn every_link_inside_the_repository_leads_somewhere() {
    let (mut seen, mut dead) = (0, Vec::new());
    for path in files(".md") {
        for link in read(&path).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            let outside =
                target.is_empty() || target.contains(':') || target.contains(char::is_whitespace);
            let folder = root().join(&path);
            seen += usize::from(!outside);
            if !outside && !folder.with_file_name("").join(target).exists() {
                dead.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(seen > 20, "only {seen} links were found");
    assert_none("links that lead nowhere", &dead);
}

#[test]
fn every_test_that_the_architecture_names_exists() {
    let page = read("ARCHITECTURE.md");
    let invariants = page
        .split("\n## ")
        .find(|part| part.starts_with("Invariants"))
        .unwrap();
    let named: Vec<&str> = invariants
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('_') && !word.contains(['/', '.', '[']))
        .collect();
    assert!(named.len() > 20, "only {} tests were found", named.len());
    let sources: Vec<String> = files(".rs").iter().map(read).collect();
    let missing = named.into_iter().filter(|name| {
        let (short, long) = (format!("fn {name}("), format!("fn {name}<"));
        // The feature that may not be in the tree is no test.
        *name != "arbitrary_precision"
            && !sources
                .iter()
                .any(|text| text.contains(&short) || text.contains(&long))
    });
    let missing: Vec<String> = missing.map(str::to_owned).collect();
    assert_none("tests that do not exist", &missing);
}

#[test]
fn every_switch_that_an_assumption_names_exists() {
    let page = read("docs/assumptions.md");
    let names = page.split('`').skip(1).step_by(2);
    let switches: Vec<(&str, &str)> = names
        .filter_map(|name| name.split_once('.'))
        .filter(|(side, _)| ["portal", "onec"].contains(side))
        .collect();
    assert!(switches.len() > 15, "only {switches:?} were found");
    let known = |side: &str| match side {
        "portal" => read("sandbox/src/switches.rs"),
        _ => read("sandbox/src/onec/switches.rs"),
    };
    let missing = switches
        .into_iter()
        .filter(|(side, name)| !known(side).contains(&format!("pub {name}: ")));
    let missing: Vec<String> = missing
        .map(|(side, name)| format!("{side}.{name}"))
        .collect();
    assert_none("switches that do not exist", &missing);
}
