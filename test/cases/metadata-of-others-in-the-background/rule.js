function tellTheTeam(user, context, callback) {
  var team = (user.app_metadata || {}).team_ids || [];
  team.forEach(function (id) {
    auth0.users.updateUserMetadata(id, { colleague_seen: user.user_id });
  });
  callback(null, user, context);
}
