//! The stream of rows: asks for windows, several requests at once, and hands pages out in order.

use std::collections::BTreeSet;
use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::stream::{FuturesUnordered, Stream, StreamExt as _};
use tracing::Instrument as _;

use super::answer::{Answered, Answers};
use super::page::Page;
use super::query::Query;
use super::schedule::{PAGE, Schedule, Ticket, Window};
use crate::batch::{BUDGET, MOST};
use crate::client::{Client, Patience};
use crate::clock::delta;
use crate::error::{Error, ErrorKind};
use crate::method::ListMethod;
use crate::observe::WaitReason;
use crate::retry::CallOptions;
use crate::wire::{FromWire as _, Id};

/// Rows of a list, as they come; made by [`Client::list`] and [`Client::get_many`].
///
/// Nothing is sent before the first row is asked for. After an error it ends. Dropping it stops
/// everything that is under way. It is a [`Stream`] of rows as well.
pub struct Rows<M> {
    client: Client,
    options: CallOptions,
    query: Arc<Query>,
    state: State,
    flying: FuturesUnordered<Flight>,
    most_in_flight: usize,
    /// How many commands go into one request; fewer when the portal is slow.
    commands: usize,
    /// Requests in a row that brought nothing.
    failures: u32,
    /// The method has used up its operating time until then.
    not_before: Option<DateTime<Utc>>,
    patience: Patience,
    page: Option<(Page, usize)>,
    method: PhantomData<fn() -> M>,
}

enum State {
    Refused(Error),
    /// Nothing was sent yet.
    New,
    /// The edges are asked for.
    Edges,
    Windows(Schedule<Page>),
    Done,
}

type Flight = Pin<Box<dyn Future<Output = Landed> + Send>>;

/// Work that stops when nobody waits for it any more.
struct Task<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A request that came back.
struct Landed {
    asked: Vec<(Ticket, Window)>,
    answer: Result<(Answers, Option<Duration>), Error>,
}

impl<M: ListMethod> Rows<M> {
    pub(super) fn of_list(client: Client, method: &M) -> Self {
        Self::new(client, Query::of_list(method), State::New)
    }

    pub(super) fn of_ids(client: Client, method: &M, ids: impl IntoIterator<Item = Id>) -> Self {
        let mut seen = BTreeSet::new();
        let ids = ids.into_iter().filter(|id| seen.insert(*id));
        let ids: Box<[Id]> = ids.collect();
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let state = State::Windows(Schedule::of_places(count));
        Self::new(client, Query::of_ids(method, ids), state)
    }

    fn new(client: Client, query: Result<Query, Error>, state: State) -> Self {
        let (query, state) = match query {
            Ok(query) => (query, state),
            Err(error) => (Query::none::<M>(), State::Refused(error)),
        };
        Self {
            client,
            options: CallOptions::default(),
            query: Arc::new(query),
            state,
            flying: FuturesUnordered::new(),
            most_in_flight: 3,
            commands: MOST,
            failures: 0,
            not_before: None,
            patience: Patience::default(),
            page: None,
            method: PhantomData,
        }
    }

    /// How each request is made; `attempts` is how often in a row one may fail.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// At most so many requests at once, 1 to 3. Default 3.
    #[must_use]
    pub fn in_flight(mut self, most: usize) -> Self {
        self.most_in_flight = most.clamp(1, 3);
        self
    }

    /// The next row; `None` after the last one.
    ///
    /// Dropping the future loses no row: the next call goes on.
    ///
    /// # Errors
    /// Any [`ErrorKind`] of a call; [`Stalled`](ErrorKind::Stalled) when the portal answers rows
    /// that were not asked for.
    pub async fn next(&mut self) -> Result<Option<M::Row>, Error> {
        poll_fn(|context| self.poll_row(context)).await.transpose()
    }

    /// The next rows as a page of text, at most 50; `None` after the last one.
    ///
    /// Use either this or [`next`](Self::next): rows of a page that was begun by the other one do
    /// not come again.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_page(&mut self) -> Result<Option<Page>, Error> {
        self.page = None;
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// All rows that are left, in memory.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn collect_all(mut self) -> Result<Vec<M::Row>, Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.next().await? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<M::Row, Error>>> {
        loop {
            if let Some((page, at)) = &mut self.page
                && let Some(raw) = page.row(*at)
            {
                let place = format!("[{at}]");
                *at += 1;
                let row = M::Row::from_wire(raw);
                let row = row.map_err(|error| Error::decode(M::NAME, &error.below(&place)));
                return Poll::Ready(Some(row));
            }
            self.page = None;
            match ready!(self.poll_page(context)) {
                Some(Ok(page)) => self.page = Some((page, 0)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        loop {
            match self.advance() {
                Err(error) => return Poll::Ready(Some(Err(self.ended(error)))),
                Ok(Some(page)) => return Poll::Ready(Some(Ok(page))),
                Ok(None) => {}
            }
            if matches!(self.state, State::Done) {
                return Poll::Ready(None);
            }
            let landed = ready!(self.flying.poll_next_unpin(context));
            let taken = landed.map_or(Ok(()), |landed| self.land(landed));
            if let Err(error) = taken {
                return Poll::Ready(Some(Err(self.ended(error))));
            }
        }
    }

    /// Sends what may be sent and gives the next page when it is here.
    fn advance(&mut self) -> Result<Option<Page>, Error> {
        match &mut self.state {
            State::Refused(error) => return Err(error.clone()),
            State::New => {
                let commands = vec![self.query.first_page(), self.query.far_end()];
                self.send(Vec::new(), commands);
                self.state = State::Edges;
            }
            State::Edges | State::Done => {}
            State::Windows(_) => {
                self.ask();
                if let State::Windows(schedule) = &mut self.state {
                    let page = schedule.next_ready();
                    if page.is_none() && schedule.is_done() {
                        self.state = State::Done;
                    }
                    return Ok(page);
                }
            }
        }
        Ok(None)
    }

    /// Asks for the next windows while few answers are under way or wait to be handed out.
    fn ask(&mut self) {
        loop {
            let State::Windows(schedule) = &mut self.state else {
                return;
            };
            let flying = self.flying.len();
            let held = schedule.ready().div_ceil(MOST);
            let room = flying < self.most_in_flight && flying + held <= self.most_in_flight;
            if !room && flying > 0 {
                return;
            }
            let asked = schedule.ask(self.commands);
            if asked.is_empty() {
                return;
            }
            let commands = asked.iter().map(|(_, window)| self.query.window(*window));
            let commands = commands.collect();
            self.send(asked, commands);
        }
    }

    fn send(&mut self, asked: Vec<(Ticket, Window)>, commands: Vec<String>) {
        let client = self.client.clone();
        let options = self.options.clone();
        let failures = self.failures;
        let not_before = self.not_before;
        // A task of its own: an answer is taken in while the one who reads is busy with rows.
        let work = async move {
            if let Some(until) = not_before {
                let waited = client.wait_until(until, M::NAME, "", WaitReason::Operating);
                waited.await;
            }
            if failures > 0 {
                let wait = Duration::from_millis(500).saturating_mul(1 << failures.min(4));
                let until = client.clock().now() + delta(wait);
                let waited = client.wait_until(until, M::NAME, "", WaitReason::Repeat);
                waited.await;
            }
            client.run_lists::<M>(&commands, &options).await
        };
        let mut task = Task(tokio::spawn(work.in_current_span()));
        self.flying.push(Box::pin(async move {
            let answer = (&mut task.0).await;
            let cut_off = |_| Err(Error::new(ErrorKind::Reset, M::NAME));
            Landed {
                asked,
                answer: answer.unwrap_or_else(cut_off),
            }
        }));
    }

    fn land(&mut self, landed: Landed) -> Result<(), Error> {
        let Landed { asked, answer } = landed;
        let (answers, duration) = match answer {
            Ok(answered) => answered,
            Err(error) => return self.retry(&asked, error),
        };
        self.failures = 0;
        self.learn_pace(answers.commands.len(), duration);
        if matches!(self.state, State::Edges) {
            match self.planned(answers) {
                Ok(state) => self.state = state,
                Err(error) => {
                    let until = self.patience.until(&self.client, &error, &self.options);
                    self.not_before = Some(until.ok_or(error)?);
                    self.state = State::New;
                }
            }
            return Ok(());
        }
        let State::Windows(schedule) = &mut self.state else {
            return Ok(());
        };
        let count = asked.len();
        let mut full = 0;
        for ((ticket, window), command) in asked.into_iter().zip(answers.commands) {
            let page = match command {
                Ok(answered) => answered.page,
                Err(error) => {
                    let until = self.patience.until(&self.client, &error, &self.options);
                    self.not_before = Some(until.ok_or(error)?);
                    schedule.failed(ticket);
                    continue;
                }
            };
            let rows = u64::try_from(page.len()).unwrap_or(u64::MAX);
            let last = self
                .query
                .check(&page, window)?
                .map_or(window.to, |(_, last)| last);
            full += usize::from(rows >= PAGE && last.saturating_add(1) < window.to);
            schedule.answered(ticket, rows, last, page);
        }
        schedule.learn_fullness(full, count);
        Ok(())
    }

    /// What the edges say: the first page and the windows behind it.
    fn planned(&self, answers: Answers) -> Result<State, Error> {
        let mut commands = answers.commands.into_iter();
        let mut next = || {
            let nothing = || Error::new(ErrorKind::Decode, M::NAME);
            commands.next().unwrap_or_else(|| Err(nothing()))
        };
        let (first, far) = (next()?, next()?);
        let Answered { page, total } = first;
        let everywhere = Window {
            from: i64::MIN,
            to: i64::MAX,
        };
        let rows = u64::try_from(page.len()).unwrap_or(u64::MAX);
        let Some((begin, last)) = self.query.check(&page, everywhere)? else {
            // Rows that are counted and do not show stand in another place of the answer.
            let hidden = total.is_some_and(|total| total > 0);
            return if hidden {
                Err(self.query.stalled())
            } else {
                Ok(State::Done)
            };
        };
        let to = if rows < PAGE {
            last
        } else {
            // The far end before the near one: the order is not kept, and more would be cut off.
            // Unless the page is the whole list and its last row went before the far end was read.
            let far = self.query.first_of(&far.page)?;
            let whole = (total == Some(rows)).then_some(last);
            far.filter(|far| *far >= last)
                .or(whole)
                .ok_or_else(|| self.query.stalled())?
        };
        let rest = Window {
            from: last.saturating_add(1),
            to: to.saturating_add(1),
        };
        let seen = Window {
            from: begin,
            to: rest.from,
        };
        // A portal that did not count says nothing or 0.
        let counted = total
            .and_then(|total| total.checked_sub(rows))
            .filter(|left| *left > 0);
        let left = counted.unwrap_or_else(|| seen.expect(rows, rest));
        let mut schedule = Schedule::of_rows(rest, left);
        schedule.begin_with(page);
        Ok(State::Windows(schedule))
    }

    /// A request that brought nothing: the windows are asked for again, in smaller requests when
    /// there was not enough time.
    fn retry(&mut self, asked: &[(Ticket, Window)], error: Error) -> Result<(), Error> {
        self.failures += 1;
        let again = matches!(
            error.kind(),
            ErrorKind::Timeout
                | ErrorKind::Reset
                | ErrorKind::ServerFault
                | ErrorKind::NotJson { .. }
        );
        if !again || self.failures >= self.options.attempts {
            return Err(error);
        }
        if error.kind().is_cut() && !asked.is_empty() {
            self.commands = (asked.len() / 2).max(1);
        }
        match &mut self.state {
            State::Edges => self.state = State::New,
            State::Windows(schedule) => {
                for (ticket, _) in asked {
                    schedule.failed(*ticket);
                }
            }
            State::Refused(_) | State::New | State::Done => {}
        }
        Ok(())
    }

    /// So many commands took so long: as many go into a request as the budget allows, and after a
    /// request that was too long only a few more each time.
    fn learn_pace(&mut self, commands: usize, duration: Option<Duration>) {
        let (Some(duration), Ok(count)) = (duration, u32::try_from(commands)) else {
            return;
        };
        // Of a few commands left over nothing is to be learned.
        if commands < self.commands.min(5) || duration.is_zero() {
            return;
        }
        let each = (duration / count).as_micros().max(1);
        let fit = usize::try_from(BUDGET.as_micros() / each).unwrap_or(MOST);
        self.commands = fit.min(self.commands + 5).clamp(1, MOST);
    }

    fn ended(&mut self, error: Error) -> Error {
        self.state = State::Done;
        self.flying.clear();
        error
    }
}

impl<M: ListMethod> Stream for Rows<M> {
    type Item = Result<M::Row, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

impl<M: ListMethod> fmt::Debug for Rows<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("method", &M::NAME)
            .field("in_flight", &self.flying.len())
            .finish_non_exhaustive()
    }
}
