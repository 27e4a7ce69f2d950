//! As much of YAML as the description is written in: block maps and lists, flow maps and lists on
//! one line, literal blocks, quoted and plain scalars. Anything else panics.

use serde_json::{Map, Value};

/// A document as JSON.
pub(super) fn read(text: &str) -> Value {
    let lines = text.lines().map(|line| {
        let bare = line.trim_start_matches(' ');
        (line.len() - bare.len(), bare.trim_end().to_owned())
    });
    let mut reader = Reader {
        lines: lines.collect(),
        at: 0,
    };
    let value = reader.block(0);
    assert_eq!(reader.at, reader.lines.len(), "line {}", reader.at + 1);
    value
}

struct Reader {
    lines: Vec<(usize, String)>,
    at: usize,
}

impl Reader {
    /// The line to be read next, if it is indented by so much.
    fn line(&mut self, indent: usize) -> Option<String> {
        while self.lines.get(self.at)?.1.is_empty() {
            self.at += 1;
        }
        let (found, text) = &self.lines[self.at];
        (*found == indent).then(|| text.clone())
    }

    fn block(&mut self, indent: usize) -> Value {
        let first = self.line(indent).expect("a block");
        if first.starts_with("- ") {
            let mut list = Vec::new();
            while let Some(item) = self.line(indent).filter(|line| line.starts_with("- ")) {
                list.push(self.item(indent, &item));
            }
            return Value::Array(list);
        }
        let mut map = Map::new();
        while let Some(line) = self.line(indent).filter(|line| !line.starts_with("- ")) {
            let (key, rest) = entry(&line).unwrap_or_else(|| panic!("no entry: {line}"));
            self.at += 1;
            let value = self.value(indent, rest);
            assert!(map.insert(key.clone(), value).is_none(), "twice: {key}");
        }
        Value::Object(map)
    }

    /// A list item: what follows its dash is a block of its own or one scalar.
    fn item(&mut self, indent: usize, line: &str) -> Value {
        let rest = line.strip_prefix("- ").unwrap();
        if !rest.starts_with(['{', '[', '"']) && entry(rest).is_some() {
            self.lines[self.at] = (indent + 2, rest.to_owned());
            return self.block(indent + 2);
        }
        self.at += 1;
        inline(rest)
    }

    /// What follows a key: the rest of the line, a literal block or a nested block.
    fn value(&mut self, indent: usize, rest: &str) -> Value {
        match rest {
            "" => {
                while self.lines[self.at].1.is_empty() {
                    self.at += 1;
                }
                let deeper = self.lines[self.at].0;
                assert!(deeper > indent, "line {}: nothing follows", self.at + 1);
                self.block(deeper)
            }
            "|" => self.literal(indent),
            rest => inline(rest),
        }
    }

    fn literal(&mut self, indent: usize) -> Value {
        let mut text = String::new();
        while let Some((found, line)) = self.lines.get(self.at) {
            if *found <= indent && !line.is_empty() {
                break;
            }
            text += line;
            text.push('\n');
            self.at += 1;
        }
        text.into()
    }
}

/// Key and rest of `key: rest`.
fn entry(line: &str) -> Option<(String, &str)> {
    if let Some(quoted) = line.strip_prefix('"') {
        let (key, rest) = quoted.split_once('"')?;
        return Some((key.to_owned(), rest.strip_prefix(':')?.trim_start()));
    }
    let (key, rest) = match line.split_once(": ") {
        Some(parts) => parts,
        None => (line.strip_suffix(':')?, ""),
    };
    Some((key.to_owned(), rest.trim_start()))
}

fn inline(text: &str) -> Value {
    if !text.starts_with(['{', '[', '"']) {
        return scalar(text);
    }
    let mut flow = Flow { rest: text };
    let value = flow.value();
    assert!(flow.rest.trim().is_empty(), "left over: {}", flow.rest);
    value
}

/// A map or list on one line.
struct Flow<'a> {
    rest: &'a str,
}

impl Flow<'_> {
    fn value(&mut self) -> Value {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('{') => self.map(),
            Some('[') => self.list(),
            Some('"') => self.quoted().into(),
            _ => {
                let end = self.rest.find([',', '}', ']']).unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                scalar(word.trim_end())
            }
        }
    }

    fn map(&mut self) -> Value {
        let mut map = Map::new();
        self.skip('{');
        while !self.skip('}') {
            let key = if self.rest.starts_with('"') {
                self.quoted()
            } else {
                let end = self
                    .rest
                    .find(':')
                    .unwrap_or_else(|| panic!("no key: {}", self.rest));
                let (key, rest) = self.rest.split_at(end);
                self.rest = rest;
                key.to_owned()
            };
            assert!(self.skip(':'), "no colon: {}", self.rest);
            let value = self.value();
            assert!(map.insert(key.clone(), value).is_none(), "twice: {key}");
            self.skip(',');
        }
        Value::Object(map)
    }

    fn list(&mut self) -> Value {
        let mut list = Vec::new();
        self.skip('[');
        while !self.skip(']') {
            list.push(self.value());
            self.skip(',');
        }
        Value::Array(list)
    }

    /// A text in double quotes, whose escapes are those of JSON.
    fn quoted(&mut self) -> String {
        let mut stream = serde_json::Deserializer::from_str(self.rest).into_iter();
        let text = stream.next().unwrap().unwrap();
        self.rest = &self.rest[stream.byte_offset()..];
        text
    }

    /// Passes a sign and the spaces around it.
    fn skip(&mut self, sign: char) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }
}

fn scalar(word: &str) -> Value {
    assert!(!word.starts_with(['\'', '&', '*', '>', '!']), "{word}");
    match word {
        "true" => true.into(),
        "false" => false.into(),
        "null" => Value::Null,
        word => word
            .parse::<i64>()
            .map_or_else(|_| word.into(), Value::from),
    }
}
