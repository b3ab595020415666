function handOver(user, context, callback) {
  var token = jwt.sign({ sub: user.user_id }, configuration.SIGNING_KEY, { expiresInMinutes: 5 });
  var groups = _.pluck(user.groups, 'name');
  console.log(token, _.map(groups, 'length'));
  callback(null, user, context);
}
