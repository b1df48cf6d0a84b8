# language: en
Feature: Blocked consolidations and their root blockers
  A coordinator has to know which consolidation above is blocked, by whom, and what to do next.

  Background:
    Given document "kh-binh-dinh-2023" and the higher documents that concern it
    And the cascade of 2023 of "ct-33-ttg-2021" is launched

  Scenario: While one district has not reported, the Department of Home Affairs cannot consolidate
    Given all whom "kh-binh-dinh-2023" asks to report for "first half of 2023" have reported, but for "UBND huyện Tuy Phước"
    When "Sở Nội vụ tỉnh Bình Định" consolidates for "first half of 2023" on 20/06/2023
    Then it is refused because "inputs open"
    And the root blocker of "UBND tỉnh Bình Định" for "first half of 2023" is "UBND huyện Tuy Phước"
    And "Sở Nội vụ tỉnh Bình Định" for "first half" is in the state "reported"

  Scenario: The last report unblocks the Department of Home Affairs
    Given all whom "kh-binh-dinh-2023" asks to report for "first half" have reported, but for "UBND huyện Tuy Phước"
    And "UBND huyện Tuy Phước" has implemented for "first half"
    When "UBND huyện Tuy Phước" reports for "first half" on 23/06/2023 by document number "112/BC-UBND"
    Then the consolidations no longer blocked are "Sở Nội vụ tỉnh Bình Định"
    And "Sở Nội vụ tỉnh Bình Định" for "first half" is not blocked
    And the root blocker of "UBND tỉnh Bình Định" for "first half" is "Sở Nội vụ tỉnh Bình Định"

  Scenario: Two late districts block three tiers of consolidation
    Given all whom "kh-binh-dinh-2023" asks to report for "first half" have reported, but for "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    When the day 21/06/2023 comes
    Then "UBND tỉnh Bình Định" for "first half" is blocked, status "overdue"
    And "Sở Nội vụ tỉnh Bình Định" for "first half" still waits for 2 inputs
    And "UBND huyện Tuy Phước" holds up 3 consolidations for "first half"
    And "UBND huyện Tuy Phước" for "first half" is 2 days overdue
    And "UBND huyện Hoài Ân" is one root blocker of "Bộ Nội vụ" for "first half"

  Scenario: While the province has not issued its plan, the province itself is the root blocker
    When the day 20/04/2023 comes
    Then the root blocker of "Sở Nội vụ tỉnh Bình Định" for "first half" is "UBND tỉnh Bình Định"
    And "Sở Nội vụ tỉnh Bình Định" for "first half" waits for "UBND tỉnh Bình Định"
    And "UBND huyện Tuy Phước" for "first half" is in the state "pending"

  Scenario: The Ministry of Home Affairs waits for every ministry and every province
    When the day 20/04/2023 comes
    Then "Bộ Nội vụ" for "first half" still waits for 92 inputs
    And "Bộ Nội vụ" for "first half" is blocked, status "waiting"

  Scenario: The report of the first quarter ends at the Department of Home Affairs, for nobody above asks for it
    Given all whom "kh-binh-dinh-2023" asks to report for "Q1" have reported
    When "Sở Nội vụ tỉnh Bình Định" consolidates for "Q1"
    Then "Sở Nội vụ tỉnh Bình Định" for "Q1" is in the state "consolidated"
    And "UBND tỉnh Bình Định" has no task for "Q1"

  Scenario: The way of waiting leads from a consolidation to who can act now
    Given all whom "kh-binh-dinh-2023" asks to report for "first half" have reported, but for "UBND huyện Tuy Phước"
    And "UBND tỉnh Bình Định" has implemented for "first half"
    When the day 21/06/2023 comes
    Then the way from "UBND tỉnh Bình Định" for "first half" is "UBND tỉnh Bình Định, Sở Nội vụ tỉnh Bình Định, UBND huyện Tuy Phước"
    And the root blockers of "Sở Nội vụ tỉnh Bình Định" for "first half" are 1 agencies

  Scenario: In the first quarter only one agency consolidates
    Then the cascade has 1 consolidations in "Q1"
    And the cascade has 31 tasks in "Q1"
    And there are 1 blocked consolidations in "Q1"

  Scenario: The worst root blocker is the one longest overdue, and each knows what it has to do
    Given all whom "kh-binh-dinh-2023" asks to report for "first half" have reported, but for "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    And "UBND huyện Tuy Phước" has implemented for "first half" on 12/06/2023
    And "UBND tỉnh Bình Định" has extended "UBND huyện Tuy Phước" for "first half" until 30/06/2023 on 15/06/2023 because "địa bàn bị thiên tai"
    When the day 21/06/2023 comes
    Then the worst root blocker of "UBND tỉnh Bình Định" for "first half" is "UBND huyện Hoài Ân"
    And to unblock "first half" "UBND huyện Tuy Phước" must report
    And to unblock "first half" "UBND huyện Hoài Ân" must do "draft plan"
    And "UBND tỉnh Bình Định" for "first half" is blocked, 23 days overdue
    And the worst blocked consolidation in "first half" is that of "UBND Thành phố Hồ Chí Minh"
    And there are 2 blocked consolidations in "first half" under "UBND tỉnh Bình Định"
    And the answer why "UBND huyện Tuy Phước" for "first half" waits is "UBND huyện Tuy Phước tự báo cáo được ngay"
    And the answer why "Sở Nội vụ tỉnh Bình Định" for "first half" waits is "Sở Nội vụ tỉnh Bình Định chờ UBND huyện Hoài Ân lập kế hoạch"

  Scenario: One of two missing reports unblocks nothing above
    Given all whom "kh-binh-dinh-2023" asks to report for "first half" have reported, but for "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    And "UBND huyện Tuy Phước" has implemented for "first half"
    When "UBND huyện Tuy Phước" reports for "first half" on 23/06/2023
    Then no consolidation is no longer blocked
    And the open inputs of "Sở Nội vụ tỉnh Bình Định" for "first half" are "UBND huyện Hoài Ân"
    And the root blocker of "UBND tỉnh Bình Định" for "first half" is "UBND huyện Hoài Ân"
