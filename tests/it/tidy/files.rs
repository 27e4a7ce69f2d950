//! Every file: its length, its first line, and words that belong to one machine or one day.

use super::{assert_none, files, read, root};
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of the longest file.
const LONGEST: usize = 600;

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let sources = files(".rs").into_iter();
    let long = sources.filter_map(|path| {
        let lines = read(&path).lines().count();
        (lines > LONGEST).then(|| format!("{}: {lines} lines", path.display()))
    });
    assert_none(
        "files over the limit; split them",
        &long.collect::<Vec<_>>(),
    );
}

#[test]
fn every_module_says_what_is_in_it() {
    let sources = files(".rs").into_iter();
    let silent = sources.filter(|path| {
        let text = read(path);
        // Tests of a module stand under its comment.
        path.file_name().is_none_or(|name| name != "tests.rs")
            && !text.starts_with("//!")
            && !text.starts_with("#![doc = include_str!")
            && !told_by_parent(path)
    });
    let silent: Vec<String> = silent.map(|path| path.display().to_string()).collect();
    assert_none("modules without a comment", &silent);
}

/// Whether the comment stands at the declaration: `/// …` above `mod name;`.
fn told_by_parent(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let parent = path.parent().unwrap().with_extension("rs");
    let Ok(text) = fs::read_to_string(root().join(parent)) else {
        return false;
    };
    let declaration = format!("mod {name};");
    let lines: Vec<&str> = text.lines().collect();
    let mut pairs = lines.windows(2);
    pairs.any(|pair| pair[0].starts_with("/// ") && pair[1].ends_with(&declaration))
}

#[test]
fn core_speaks_law_and_names_no_field_of_a_portal() {
    let own = |path: &PathBuf| path.starts_with("docflow-core/src");
    let sources: Vec<PathBuf> = files(".rs").into_iter().filter(own).collect();
    assert!(sources.len() > 50, "{} files", sources.len());
    let found = sources
        .into_iter()
        .filter(|path| read(path).contains("RQ_"));
    let found: Vec<String> = found.map(|path| path.display().to_string()).collect();
    assert_none("names of Bitrix24 in core", &found);
}

#[test]
fn no_error_text_shows_an_address() {
    let (mut seen, mut found) = (0, Vec::new());
    for path in files(".rs") {
        let text = read(&path);
        for error in text.split("#[error(").skip(1) {
            seen += 1;
            let error = error.split(")]").next().unwrap();
            if error.contains("://") {
                found.push(format!("{}: {error}", path.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} error texts were found");
    assert_none("addresses in error texts", &found);
}

#[test]
fn nothing_names_a_machine_or_a_ticket() {
    // Put together here, so that this file does not find itself.
    let words = ["home/", "root/", "Users/", "work/", "tmp/target"]
        .map(|folder| format!("/{folder}"))
        .into_iter()
        .chain([["issue", " #"].concat(), ["TO", "DO"].concat()]);
    let words: Vec<String> = words.collect();
    let mut found = Vec::new();
    for ending in [".rs", ".md", ".toml", ".yaml", ".ftl", ".json"] {
        for path in files(ending) {
            for (at, line) in read(&path).lines().enumerate() {
                if words.iter().any(|word| names(line, word)) {
                    found.push(format!("{}:{}: {line}", path.display(), at + 1));
                }
            }
        }
    }
    assert_none("words of one machine or one day", &found);
}

#[test]
fn a_word_of_one_machine_is_found_where_a_path_begins() {
    let folder = ["/wo", "rk/"].concat();
    for (line, found) in [
        (format!("see {folder}notes.md"), true),
        (format!("\"{folder}x\""), true),
        (format!("frame{folder}x"), false),
    ] {
        assert_eq!(names(&line, &folder), found, "{line}");
    }
}

/// Whether a line has the word; a folder counts at the beginning of a path only, and the end of a
/// longer name is no word.
fn names(line: &str, word: &str) -> bool {
    let before = |at: usize| line.get(..at).and_then(|text| text.chars().next_back());
    line.match_indices(word).any(|(at, _)| {
        let begins = |letter| " \"'`(=:".contains(letter);
        let inside = before(at).is_some_and(|letter| letter == '_');
        (!word.starts_with('/') || before(at).is_none_or(begins)) && !inside
    })
}
