package relation_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestCountersUnderLoad: whatever several do at once between the same few users,
// the counters are those of the lists, and what holds in both directions does.
func TestCountersUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		users := []string{"u0", "u1", "u2", "u3"}
		w.Import(users...)
		deeds := []func(from, peer string){
			func(from, peer string) { w.REST("sns.friend_add", add(from, "", peer), 0) },
			func(from, peer string) { w.REST("sns.friend_add", add(from, `,"AddType":"Add_Type_Single"`, peer), 0) },
			func(from, peer string) {
				w.REST("sns.friend_delete", to(from, `,"DeleteType":"Delete_Type_Both"`, peer), 0)
			},
			func(from, peer string) { w.REST("sns.black_list_add", to(from, "", peer), 0) },
			func(from, peer string) { w.REST("sns.black_list_delete", to(from, "", peer), 0) },
			func(from, peer string) { w.REST("follow.follow_add", followBody(from, peer), 0) },
			func(from, peer string) { w.REST("follow.follow_delete", to(from, "", peer), 0) },
			func(from, peer string) { w.REST("sns.group_add", to(from, `,"GroupName":["g"]`, peer), 0) },
			func(from, peer string) {
				w.REST("sns.group_delete", `{"From_Account":"`+from+`","GroupName":["g"]}`, 0)
			},
		}
		var all sync.WaitGroup
		for seed := range uint64(6) {
			all.Go(func() {
				dice := rand.New(rand.NewPCG(seed, 7))
				for range 40 {
					p := dice.Perm(len(users))
					deeds[dice.IntN(len(deeds))](users[p[0]], users[p[1]])
				}
			})
		}
		all.Wait()
		for _, u := range users {
			friends(w, u) // compares FriendNum
			groups(w, u)  // compares FriendNumber
			a := w.REST("follow.follow_get_info", to(u, "", u), 0)
			for kind, field := range map[int]string{1: "FollowerCount", 2: "FollowingCount", 3: "MutualFollowingCount"} {
				if n := len(followList(w, u, kind)); n != a.Int("FollowInfo", 0, field) {
					t.Errorf("%s: %d in list %d, %v", u, n, kind, a)
				}
			}
			checkBlocks(t, w, u, users)
		}
	}, "rest_rate=0")
}

// checkBlocks: nobody is friends with whom he blocks.
func checkBlocks(t *testing.T, w *roomtest.World, u string, users []string) {
	t.Helper()
	blocked := w.REST("sns.black_list_check", to(u, `,"CheckType":"BlackCheckResult_Type_Single"`, users...), 0)
	has := w.REST("sns.friend_check", to(u, `,"CheckType":"CheckResult_Type_Both"`, users...), 0)
	for i, peer := range users {
		if blocked.Text("BlackListCheckItem", i, "Relation") != "BlackCheckResult_Type_NO" && has.Text("InfoItem", i, "Relation") != "CheckResult_Type_NoRelation" {
			t.Errorf("%s blocks %s and is friends with him", u, peer)
		}
	}
}
