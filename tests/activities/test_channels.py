"""Channels: a real Maildir. The mail server has tests of its own (`test_smtp`)."""

import asyncio
import mailbox
import os
import stat
from pathlib import Path

import pytest

from activities.channels import Channel, ChannelUnavailable, MaildirChannel
from activities.outgoing import Outgoing

KEY = "interim-2020-e10000099/invitation/1/dcs-1"
FILE = "interim-2020-e10000099.invitation.1.dcs-1.eml"
LETTER = Outgoing(
    sender="visits@inspectors.example",
    recipient="dcs@testshire.example",
    content=b"From: <visits@inspectors.example>\nTo: <dcs@testshire.example>\n"
    b"Subject: Area SEND visit\n\nDear Director\n",
)


class TestMaildir:
    def test_is_a_channel_whose_filing_is_proof(self, tmp_path: Path) -> None:
        channel: Channel = MaildirChannel(tmp_path)
        assert (channel.name, channel.proves_delivery, channel.repeatable) == (
            "maildir",
            True,
            True,
        )

    async def test_files_a_letter_that_mail_programs_can_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "letters"
        await MaildirChannel(folder).deliver(KEY, LETTER)
        assert [path.name for path in (folder / "new").iterdir()] == [FILE]
        assert not list((folder / "tmp").iterdir())
        (read,) = mailbox.Maildir(folder, create=False)
        assert read["Subject"] == "Area SEND visit"

    async def test_files_the_same_letter_once(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await asyncio.gather(*(channel.deliver(KEY, LETTER) for _ in range(5)))
        await channel.deliver(KEY, LETTER)
        assert len(mailbox.Maildir(tmp_path, create=False)) == 1

    @pytest.mark.parametrize(("lasting", "synced"), [(True, ["file", "folder"]), (False, [])])
    async def test_a_letter_is_on_the_disk_and_named_there_unless_it_need_not_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lasting: bool, synced: list[str]
    ) -> None:
        seen: list[str] = []
        monkeypatch.setattr(
            os,
            "fsync",
            lambda handle: seen.append(
                "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
            ),
        )
        await MaildirChannel(tmp_path, lasting=lasting).deliver(KEY, LETTER)
        assert seen == synced

    async def test_a_letter_that_was_read_is_not_filed_again(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await channel.deliver(KEY, LETTER)
        (tmp_path / "new" / FILE).rename(tmp_path / "cur" / f"{FILE}:2,S")
        await channel.deliver(KEY, LETTER)
        assert len(mailbox.Maildir(tmp_path, create=False)) == 1

    async def test_files_each_letter_under_a_name_of_its_own(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await channel.deliver(KEY, LETTER)
        await channel.deliver(KEY.replace("/1/", "/2/"), LETTER)
        assert len(mailbox.Maildir(tmp_path, create=False)) == 2

    async def test_a_folder_that_cannot_be_written_is_worth_another_try(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ChannelUnavailable, match=r"^maildir-enotdir$"):
            await MaildirChannel(tmp_path / "file").deliver(KEY, LETTER)
