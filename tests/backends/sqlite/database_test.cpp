#include "backends/sqlite/database.hpp"

#include <csignal>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.hpp"

namespace sosw::sqlite {
namespace {

std::int64_t count_rows(Database& database) {
    Statement statement{database, "SELECT count(*) FROM t"};
    EXPECT_TRUE(statement.step());
    return statement.column_int64(0);
}

void insert(Database& database, std::int64_t value) {
    Statement{database, "INSERT INTO t VALUES (?)"}.bind(1, value).run();
}

TEST(Database, AnUnusablePathIsAnErrorThatNamesIt) {
    try {
        const Database database{"/nowhere/at/all.sqlite"};
        FAIL() << "opened";
    } catch (const DatabaseError& error) {
        EXPECT_NE(std::string{error.what()}.find("/nowhere/at/all.sqlite"), std::string::npos);
    }
}

TEST(Database, AWrongStatementIsAnErrorThatShowsIt) {
    Database database{":memory:"};
    EXPECT_THROW(database.execute("SELECT nonsense"), DatabaseError);
    EXPECT_THROW((Statement{database, "INSERT INTO missing VALUES (1)"}), DatabaseError);
}

TEST(Statement, BindsAndReadsEachType) {
    Database database{":memory:"};
    Statement statement{database, "SELECT ?, ?, ?, ?, ?"};
    statement.bind(1, std::int64_t{1} << 60).bind(2, 0.5).bind_text(3, "naïve").bind_null(4);
    statement.bind_blob(5, {});
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.column_int64(0), std::int64_t{1} << 60);
    EXPECT_EQ(statement.column_double(1), 0.5);
    EXPECT_EQ(statement.column_text(2), "naïve");
    EXPECT_TRUE(statement.column_is_null(3));
    EXPECT_FALSE(statement.column_is_null(4)) << "an empty blob is not null";
    EXPECT_EQ(statement.column_blob(4), "");
}

TEST(Statement, CountsAsActiveWhileItStandsOnARow) {
    Database database{":memory:"};
    Statement statement{database, "SELECT 1"};
    {
        const StatementScope scope{statement};
        ASSERT_TRUE(statement.step());
        EXPECT_EQ(database.active_statements(), 1);
    }
    EXPECT_EQ(database.active_statements(), 0);
    ASSERT_TRUE(statement.step());
    EXPECT_FALSE(statement.step());
    EXPECT_EQ(database.active_statements(), 0);
}

TEST(Savepoint, RollsBackUnlessReleased) {
    for (const Durability durability : {Durability::Batched, Durability::EachCall}) {
        Database database{":memory:", durability};
        database.execute("CREATE TABLE t (x)");
        {
            Savepoint outer{database};
            insert(database, 1);
            {
                const Savepoint inner{database};
                insert(database, 2);
            }
            outer.release();
        }
        EXPECT_EQ(count_rows(database), 1);
        EXPECT_EQ(database.open_savepoints(), 0);
    }
}

TEST(Database, BatchedIsSeenByOthersOnlyAfterFlush) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("batched.sqlite");
    Database writer{path};
    writer.execute("CREATE TABLE t (x)");
    Database reader{path};
    insert(writer, 1);
    EXPECT_EQ(count_rows(reader), 0);
    writer.flush();
    EXPECT_EQ(count_rows(reader), 1);
}

TEST(Database, EachCallIsSeenByOthersAtOnce) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("each_call.sqlite");
    Database writer{path, Durability::EachCall};
    writer.execute("CREATE TABLE t (x)");
    Database reader{path};
    WriteScope scope{writer};
    insert(writer, 1);
    EXPECT_EQ(count_rows(reader), 0);
    scope.commit();
    EXPECT_EQ(count_rows(reader), 1);
}

TEST(Database, ClosingCommitsTheBatch) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("closing.sqlite");
    {
        Database writer{path};
        writer.execute("CREATE TABLE t (x)");
        insert(writer, 1);
    }
    Database reader{path};
    EXPECT_EQ(count_rows(reader), 1);
}

TEST(WriteScope, LeftAfterAWriteLosesNoMoreThanTheBatchAndNeverHalfACall) {
    Database database{":memory:"};
    database.execute("CREATE TABLE t (x)");
    insert(database, 1);
    database.flush();
    insert(database, 2);
    { const WriteScope nothing_written{database}; }
    EXPECT_EQ(count_rows(database), 2);
    {
        const WriteScope half_a_call{database};
        insert(database, 3);
    }
    EXPECT_EQ(count_rows(database), 1);
}

TEST(WriteScope, InsideASavepointLeavesTheRollbackToIt) {
    Database database{":memory:", Durability::EachCall};
    database.execute("CREATE TABLE t (x)");
    Savepoint outer{database};
    insert(database, 1);
    {
        WriteScope scope{database};
        insert(database, 2);
        scope.commit();
    }
    outer.release();
    EXPECT_EQ(count_rows(database), 2);
}

TEST(Database, AcknowledgedCallsSurviveAKill) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("killed.sqlite");
    Database{path}.execute("CREATE TABLE t (x)");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Database writer{path, Durability::EachCall};
        for (std::int64_t i = 0; i < 20; ++i) {
            insert(writer, i);
        }
        std::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    Database reader{path};
    EXPECT_EQ(count_rows(reader), 20);
}

}  // namespace
}  // namespace sosw::sqlite
