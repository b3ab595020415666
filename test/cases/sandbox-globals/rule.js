function implicit(user, context, callback) {
  const id = crypto.createHash('sha256').update(user.user_id).digest('hex');
  context.idToken['https://example.com/id'] = _.take(id.split(''), 8).join('');
  context.idToken['https://example.com/token'] = jwt.sign({ id }, configuration.JWT_SECRET);
  callback(null, user, context);
}
