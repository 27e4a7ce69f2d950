//! Messages to people: notices, questions, the final one. All of them fit a notification.

use super::catalogue::Catalogue;
use super::documents;
use super::finding::FindingGroup;
use super::typeset::shortened;
use super::{Lang, Place, Texts};
use docflow_core::{
    Announcement, ApprovalQuestion, DocumentSlot, Finding, IssuedSet, Message, Notice, OutageNews,
    Owner, Problem, Report, Severity, StepKey,
};

/// Longest quotation of another system's or a person's words, in characters.
const QUOTED: usize = 300;
/// Room for the code at the end, in characters.
const CODE_LINE: usize = 80;

impl Texts {
    /// Something that people are told, with a link to the deal.
    pub fn notice(&self, notice: &Notice, place: &Place, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let link = place.deal.as_str();
        let text = match notice {
            Notice::Findings(report) => return self.report(report, link, lang),
            Notice::Problem(problem) => {
                let text = self.stands_still(problem, lang);
                let next = next_step(catalogue, place, problem.rejection.owner);
                let text = format!("{text} {next}");
                let text = with_link(catalogue, &text, link);
                return format!("{text}\n{}", code(catalogue, problem));
            }
            Notice::NumberRejected { reason, .. } => {
                let reason = shortened(reason, QUOTED);
                catalogue.text("notice-number-rejected", &[("reason", &reason)])
            }
            Notice::Cancelled {
                reason,
                exists,
                attached,
                ..
            } => {
                let text = cancelled(catalogue, exists.as_ref(), attached);
                with_reason(catalogue, &text, reason.as_deref())
            }
            Notice::CancelledTooLate { exists, .. } => too_late(catalogue, exists.as_ref()),
        };
        with_link(catalogue, &text, link)
    }

    /// What those read who can not mend a problem: what stands still, and who is waited for.
    pub fn waits(&self, message: &Message, place: &Place, lang: Lang) -> String {
        let Notice::Problem(problem) = &message.notice else {
            return self.notice(&message.notice, place, lang);
        };
        let catalogue = self.of(lang);
        let who = match &message.waits_for {
            Some(one) => format!("{}: {}", self.owner_waited(one.role, lang), one.name),
            None => self.owner_waited(problem.rejection.owner, lang),
        };
        let cause = self.cause(&problem.rejection.cause, lang);
        let text = [
            stopped(catalogue, &problem.step),
            cause,
            catalogue.text("notice-waits", &[("who", &shortened(&who, QUOTED))]),
        ];
        with_link(catalogue, &text.join(" "), &place.deal)
    }

    /// News of an outage, the same for every run that waits.
    pub fn outage(&self, news: &OutageNews, lang: Lang) -> String {
        let key = if news.over {
            "outage-over"
        } else {
            "outage-waits"
        };
        let side = self.side(news.side, lang);
        self.of(lang).text(key, &[("side", &side)])
    }

    /// A refused step: what stands still, why, and who can act; without a link.
    pub fn problem(&self, problem: &Problem, lang: Lang) -> String {
        let code = code(self.of(lang), problem);
        format!("{}\n{code}", self.stands_still(problem, lang))
    }

    fn stands_still(&self, problem: &Problem, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let mut sentences = vec![
            stopped(catalogue, &problem.step),
            self.cause(&problem.rejection.cause, lang),
        ];
        if let Some(detail) = &problem.rejection.detail {
            let detail = shortened(detail, QUOTED);
            sentences.push(catalogue.text("sentence-detail", &[("detail", &detail)]));
        }
        sentences.push(self.owner_acts(problem.rejection.owner, lang));
        let text = sentences.join(" ");
        if problem.reminders == 0 {
            return text;
        }
        catalogue.text("notice-reminder", &[("text", &text)])
    }

    /// The question about a number.
    pub fn approval(&self, question: &ApprovalQuestion, link: &str, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let client = shortened(&question.client, QUOTED);
        let args = [
            ("number", question.number.as_str()),
            ("client", client.as_str()),
        ];
        let key = format!("approval-{}", question.level.code());
        with_link(catalogue, &catalogue.text(&key, &args), link)
    }

    /// The final message: what exists, where its files are, what to look at; and what was changed in
    /// the deal meanwhile, by the codes of [`docflow_core::Announced::changed`].
    pub fn announcement(
        &self,
        news: &Announcement,
        changed: &[String],
        link: &str,
        lang: Lang,
    ) -> String {
        let catalogue = self.of(lang);
        let documents = documents::list(catalogue, &news.issued);
        let meanwhile = changes(catalogue, changed);
        let next = if meanwhile.is_empty() {
            "announcement-next"
        } else {
            "announcement-next-changed"
        };
        let mut sentences =
            vec![catalogue.text("announcement-ready", &[("documents", &documents)])];
        sentences.extend(attached(catalogue, news));
        sentences.extend(superseded(catalogue, news));
        sentences.extend(meanwhile);
        sentences.push(catalogue.text(next, &[]));
        let head = with_link(catalogue, &sentences.join(" "), link);
        self.listed(
            head,
            &self.findings(&news.warnings, lang),
            Self::MESSAGE_LIMIT,
            lang,
        )
    }

    /// The entry in the timeline of the deal; it has no link, since it stands in the deal.
    pub fn timeline(&self, news: &Announcement, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let documents = documents::list(catalogue, &news.issued);
        let head = catalogue.text("timeline-ready", &[("documents", &documents)]);
        let sentences: Vec<String> = std::iter::once(head)
            .chain(attached(catalogue, news))
            .chain(superseded(catalogue, news))
            .collect();
        let groups = self.findings(&news.warnings, lang);
        self.listed(sentences.join(" "), &groups, usize::MAX, lang)
    }

    /// Everything that must be mended, in one message.
    fn report(&self, report: &Report, link: &str, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let blocking = |finding: &&Finding| finding.severity == Severity::Error;
        let count = report.findings.iter().filter(blocking).count().to_string();
        let head = catalogue.text("notice-findings", &[("count", &count)]);
        let head = with_link(catalogue, &head, link);
        let groups = self.findings(&report.findings, lang);
        self.listed(head, &groups, Self::MESSAGE_LIMIT, lang)
    }

    /// A heading with groups of findings, as many as fit; how many are left is said at the end.
    fn listed(&self, head: String, groups: &[FindingGroup], limit: usize, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let more = |left: usize| catalogue.text("more", &[("count", &left.to_string())]);
        let all: usize = groups.iter().map(|group| group.texts.len()).sum();
        let room = limit.saturating_sub(more(all).chars().count().saturating_add(1));
        let mut text = head;
        let mut left = all;
        'groups: for group in groups {
            let mut heading = format!("\n\n{}:", group.place);
            for finding in &group.texts {
                let line = format!("{heading}\n— {finding}");
                let length = text.chars().count().saturating_add(line.chars().count());
                if length > if left == 1 { limit } else { room } {
                    break 'groups;
                }
                text.push_str(&line);
                left = left.saturating_sub(1);
                heading.clear();
            }
        }
        if left > 0 {
            text.push('\n');
            text.push_str(&more(left));
        }
        text
    }
}

/// Where a step is tried again: a page that exists, else who does it.
fn next_step(catalogue: &Catalogue, place: &Place, owner: Owner) -> String {
    match (&place.run, owner) {
        (Some(page), _) => catalogue.text("notice-problem-page", &[("page", page)]),
        (None, Owner::Administrator) => catalogue.text("notice-problem-next-administrator", &[]),
        (None, Owner::Manager | Owner::Accountant) => catalogue.text("notice-problem-next", &[]),
    }
}

/// A cancel that changes nothing any more.
fn too_late(catalogue: &Catalogue, exists: Option<&IssuedSet>) -> String {
    match exists {
        Some(set) => {
            let documents = documents::list(catalogue, set);
            catalogue.text("notice-cancel-late", &[("documents", &documents)])
        }
        None => catalogue.text("notice-cancel-late-unknown", &[]),
    }
}

fn cancelled(catalogue: &Catalogue, exists: Option<&IssuedSet>, attached: &[String]) -> String {
    let Some(set) = exists else {
        return catalogue.text("notice-cancelled-before", &[]);
    };
    let documents = documents::list(catalogue, set);
    let text = catalogue.text("notice-cancelled-after", &[("documents", &documents)]);
    if attached.is_empty() {
        return text;
    }
    format!("{text} {}", catalogue.text("notice-cancelled-files", &[]))
}

fn with_reason(catalogue: &Catalogue, text: &str, reason: Option<&str>) -> String {
    match reason {
        None => text.to_owned(),
        Some(reason) => {
            let reason = shortened(reason, QUOTED);
            let reason = catalogue.text("sentence-reason", &[("reason", &reason)]);
            format!("{text} {reason}")
        }
    }
}

/// A text with the link after it, which must not be cut off.
fn with_link(catalogue: &Catalogue, text: &str, link: &str) -> String {
    let link = catalogue.text("link", &[("link", link)]);
    let room = Texts::MESSAGE_LIMIT.saturating_sub(link.chars().count().saturating_add(CODE_LINE));
    format!("{} {link}", shortened(text, room))
}

/// The small print for whoever keeps the integration running.
fn code(catalogue: &Catalogue, problem: &Problem) -> String {
    let cause = &problem.rejection.cause;
    let code = format!("{}/{}", cause.side.code(), cause.code);
    catalogue.text("code-line", &[("code", &shortened(&code, CODE_LINE - 10))])
}

/// What stands still, by the step that was refused.
fn stopped(catalogue: &Catalogue, step: &StepKey) -> String {
    let step = step.name().split('/').next().unwrap_or_default();
    catalogue
        .find(&format!("notice-problem-{step}"), &[])
        .unwrap_or_else(|| catalogue.text("notice-problem-other", &[]))
}

/// Which documents are void now, so that nobody sends them.
fn superseded(catalogue: &Catalogue, news: &Announcement) -> Option<String> {
    if news.superseded.is_empty() {
        return None;
    }
    let listed: Vec<String> = news
        .superseded
        .iter()
        .map(|one| {
            let date = one.date.format("%d.%m.%Y").to_string();
            let args = [("number", one.number.as_str()), ("date", date.as_str())];
            let key = match one.slot {
                DocumentSlot::Contract => "standing-contract",
                DocumentSlot::Invoice(_) => "standing-invoice",
            };
            catalogue.text(key, &args)
        })
        .collect();
    Some(catalogue.text(
        "announcement-supersedes",
        &[("documents", &listed.join(", "))],
    ))
}

/// What was changed in the deal while the documents were made.
fn changes(catalogue: &Catalogue, codes: &[String]) -> Vec<String> {
    codes
        .iter()
        .filter_map(|code| catalogue.find(&format!("announcement-changed-{code}"), &[]))
        .collect()
}

/// Where the files are, one sentence a way that was used.
fn attached(catalogue: &Catalogue, news: &Announcement) -> Vec<String> {
    let mut ways: Vec<_> = news
        .attached
        .iter()
        .map(|(_, attached)| attached.via)
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let sentence = |way: docflow_core::AttachedVia| format!("attached-{}", way.code());
    ways.into_iter()
        .map(|way| catalogue.text(&sentence(way), &[]))
        .collect()
}
