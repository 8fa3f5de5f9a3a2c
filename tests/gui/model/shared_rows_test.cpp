#include "gui/model/shared_rows.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::gui {
namespace {

std::vector<int> all(const Rows<int>& rows) {
    std::vector<int> values;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        values.push_back(rows[index]);
    }
    return values;
}

TEST(SharedRows, WhatWasHandedOutStaysWhenRowsChange) {
    RowsBuilder<int> builder;
    builder.append(1);
    builder.append(2);
    const Rows<int> before = builder.rows();
    builder.change(0) = 10;
    EXPECT_EQ(all(before), (std::vector{1, 2}));
    EXPECT_EQ(all(builder.rows()), (std::vector{10, 2}));
}

TEST(SharedRows, WhatWasHandedOutStaysWhenTheEndIsWrittenAgain) {
    RowsBuilder<int> builder;
    builder.append(1);
    builder.append(2);
    const Rows<int> before = builder.rows();
    builder.truncate(1);
    builder.append(3);
    EXPECT_EQ(all(before), (std::vector{1, 2}));
    EXPECT_EQ(all(builder.rows()), (std::vector{1, 3}));
}

TEST(SharedRows, AppendedRowsShareTheirChunkWithWhatWasHandedOut) {
    RowsBuilder<int> builder;
    builder.append(1);
    const Rows<int> before = builder.rows();
    builder.append(2);
    EXPECT_EQ(&before[0], &builder.rows()[0]);
}

TEST(SharedRows, EqualsAListAtEveryHandingOut) {
    Random random{7};
    RowsBuilder<int> builder;
    std::vector<int> model;
    std::vector<std::pair<Rows<int>, std::vector<int>>> handed_out;
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t what = random.below(100);
        if (what < 80 || model.empty()) {
            builder.append(step);
            model.push_back(step);
        } else if (what < 97) {
            const std::size_t index = random.below(model.size());
            builder.change(index) = -step;
            model[index] = -step;
        } else if (what < 98) {
            const std::size_t size =
                model.size() - random.below(std::min<std::size_t>(model.size(), 50));
            builder.truncate(size);
            model.resize(size);
        } else {
            handed_out.emplace_back(builder.rows(), model);
        }
    }
    for (const auto& [rows, expected] : handed_out) {
        ASSERT_EQ(all(rows), expected);
    }
}

TEST(SharedRows, FindsTheFirstRowThatIsNotBelow) {
    RowsBuilder<int> builder;
    for (const int value : {1, 3, 3, 5}) {
        builder.append(value);
    }
    const Rows<int> rows = builder.rows();
    const auto first = [&](int value) {
        return first_not_below(rows, value, [](int row) { return row; });
    };
    EXPECT_EQ(
        (std::vector{first(0), first(3), first(4), first(6)}),
        (std::vector<std::size_t>{0, 1, 3, 4})
    );
}

}  // namespace
}  // namespace sosw::gui
