//! Scenario (e): a process that really dies after a step, and another that goes on.

use crate::Failure;
use crate::clock::StoryClock;
use crate::company::Secrets;
use crate::host::{Host, Place};
use crate::options::Drive;
use docflow_core::{Clock as _, Engine as _, Timestamp};
use std::path::Path;
use std::sync::Arc;

/// What the child process does: drive what is due, and perhaps die.
pub(crate) async fn drive(drive: &Drive) -> Result<(), Failure> {
    let clock = Arc::new(StoryClock::starting_at(&drive.now)?);
    let place = Place {
        portal: &drive.portal,
        onec: &drive.onec,
        home: &drive.home,
    };
    let secrets = Secrets::from_environment()?;
    let host = Host::open(
        &place,
        &secrets,
        clock.clone(),
        crate::watched::Beats::default(),
        drive.kill_after.clone(),
    )?;
    host.engine.run_due(clock.now()).await?;
    Ok(())
}

/// How a child ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// By itself.
    Well,
    /// It was killed.
    Killed,
}

/// Starts a process that drives what is due, from `now` on.
pub(crate) fn process(
    place: &Place<'_>,
    secrets: &Secrets,
    now: Timestamp,
    kill_after: Option<&str>,
) -> Result<Ended, Failure> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command
        .arg("drive")
        .args([place.portal, place.onec])
        .arg(path(place.home))
        .arg(now.to_rfc3339());
    command.args(kill_after);
    secrets.hand_over(&mut command);
    let status = command.status()?;
    match (status.success(), kill_after) {
        (true, _) => Ok(Ended::Well),
        // An abort leaves no exit code of its own.
        (false, Some(_)) if status.code().is_none() => Ok(Ended::Killed),
        (false, _) => Err(format!("the process of scenario (e) ended with {status}").into()),
    }
}

fn path(home: &Path) -> &std::ffi::OsStr {
    home.as_os_str()
}
